// What people and add-ons wrote, as nodes: text with its links, mentions and emoticons; HTML that the host cleaned.

import { make, outward, picture } from './dom.js';
import { state } from './state.js';

const PARTS = /(https?:\/\/[^\s<>"]+|www\.[^\s<>"]+)|(?<![\w@])@(\w[\w.'-]*)|\(([a-z0-9_]{1,50})\)/giu;
const IMAGE = /\.(png|jpe?g|gif|webp)$/i;
const ENDS = /[.,;:!?'*_~)\]]+$/;

/** A text: `/code` and `/quote` as HipChat had them, otherwise with links, mentions and emoticons. */
export function text(written) {
  const code = /^\/code\s([\s\S]*)$/.exec(written);
  if (code) return make('pre', { tabindex: '0' }, code[1]);
  const quote = /^\/quote\s([\s\S]*)$/.exec(written);
  if (quote) return make('blockquote', {}, inline(quote[1]));
  const shown = inline(written);
  shown.append(...previews(written));
  return shown;
}

function inline(written) {
  const all = document.createDocumentFragment();
  let at = 0;
  for (const match of written.matchAll(PARTS)) {
    const [whole, link, name, emoticon] = match;
    const node = link ? linked(link) : name ? mentioned(name) : drawn(emoticon);
    if (!node) continue;
    all.append(written.slice(at, match.index), ...node.nodes);
    at = match.index + (node.length ?? whole.length);
  }
  all.append(written.slice(at));
  return all;
}

function linked(link) {
  let shown = link.replace(ENDS, (end) => (/[)\]]/.test(end) && /[([]/.test(link) ? end.replace(/[^)\]]+$/, '') : ''));
  if (!shown) shown = link;
  return { nodes: [outward(shown.startsWith('www.') ? `http://${shown}` : shown, shown)], length: shown.length };
}

function mentioned(name) {
  for (let end = name.length; end > 0; end -= 1) {
    const lower = name.slice(0, end).toLowerCase();
    const person = state.byMention.get(lower);
    if (person || lower === 'all' || lower === 'here') {
      const mine = !person || person.id === state.me.id;
      const title = person ? person.name : 'Everybody';
      return { nodes: [make('span', { class: mine ? 'mention mine' : 'mention', title }, `@${name.slice(0, end)}`)], length: end + 1 };
    }
  }
  return null;
}

function drawn(shortcut) {
  const known = state.emoticons[shortcut];
  if (!known || !/^(https?:|data:image\/|\/)/.test(known.url)) return null;
  const shown = `(${shortcut})`;
  return { nodes: [picture(known.url, { class: 'emoticon', alt: shown, title: shown, width: known.width, height: known.height })] };
}

function previews(written) {
  const links = [...written.matchAll(PARTS)].map((match) => match[1]?.replace(ENDS, '')).filter(Boolean);
  return links.slice(0, 3).filter((link) => /^https?:/.test(link) && IMAGE.test(link.split(/[?#]/)[0]))
    .map((link) => outward(link, picture(link, { class: 'preview', alt: `Picture at ${link}` })));
}

/** HTML that the host cleaned. `follow` is called for links that open a module: with target, options and address. */
export function html(cleaned, follow) {
  // A parsed document is inert: nothing in it loads or runs before it is taken into this one.
  const parsed = new DOMParser().parseFromString(cleaned, 'text/html');
  const styles = [...parsed.body.querySelectorAll('[style]')].map((element) => {
    const style = element.getAttribute('style');
    element.removeAttribute('style'); // the page's policy takes no style attributes; each property is set below
    return [element, style];
  });
  for (const image of parsed.body.querySelectorAll('img')) {
    image.setAttribute('referrerpolicy', 'no-referrer');
    image.setAttribute('loading', 'lazy');
    if (!image.hasAttribute('alt')) image.setAttribute('alt', '');
  }
  for (const link of parsed.body.querySelectorAll('a')) {
    link.setAttribute('target', '_blank');
    link.setAttribute('rel', 'noopener noreferrer nofollow');
  }
  const all = document.createDocumentFragment();
  all.append(...parsed.body.childNodes);
  for (const [element, style] of styles) restyle(element, style);
  for (const link of all.querySelectorAll('a')) lead(link, follow);
  return all;
}

function restyle(element, style) {
  for (const part of style.split(';')) {
    const colon = part.indexOf(':');
    if (colon > 0) element.style.setProperty(part.slice(0, colon).trim(), part.slice(colon + 1).trim());
  }
}

function lead(link, follow) {
  const { target, targetOptions } = link.dataset;
  if (target && follow) {
    link.addEventListener('click', (event) => {
      event.preventDefault();
      follow(target, targetOptions, link.href);
    });
  } else if ((link.getAttribute('href') || '').startsWith('#')) {
    link.addEventListener('click', (event) => event.preventDefault());
  }
}

const LABEL = new Set(['B', 'STRONG', 'EM', 'I']);

/** The label of a glance: only bold and italics are left of its HTML, no attributes, as in HipChat's client. */
export function label(written) {
  const parsed = new DOMParser().parseFromString(written, 'text/html');
  const all = document.createDocumentFragment();
  const copy = (from, to) => {
    for (const node of from.childNodes) {
      if (node.nodeType === Node.TEXT_NODE) to.append(node.data);
      else if (node.nodeType === Node.ELEMENT_NODE && !/^(SCRIPT|STYLE)$/.test(node.tagName)) {
        const into = LABEL.has(node.tagName) ? to.appendChild(make(node.tagName.toLowerCase())) : to;
        copy(node, into);
      }
    }
  };
  copy(parsed.body, all);
  return all;
}
