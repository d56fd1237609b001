// Telling people what did not work.

import { $ } from './dom.js';

let timer = 0;

export function say(text, stays = false) {
  const box = $('trouble');
  box.textContent = text;
  box.hidden = !text;
  clearTimeout(timer);
  if (text && !stays) timer = setTimeout(() => { box.hidden = true; }, 8000);
}

/** Do something; what it throws is told in a line above the messages. Answers whether it worked. */
export async function trouble(work) {
  try {
    await work();
    return true;
  } catch (error) {
    say(error.message);
    return false;
  }
}
