// One message as an element: who, when, what, its card, file and links, and what hangs under it.

import { avatar, drawing, make, outward, picture } from './dom.js';
import { card } from './cards.js';
import { html, text } from './richtext.js';
import { state } from './state.js';

const NEAR = 5 * 60 * 1000;
const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
const whole = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'medium' });
const day = new Intl.DateTimeFormat(undefined, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });

export const dayOf = (said) => day.format(new Date(said.at));

/** An element for a message. `does.menu(said, button)` opens its menu, `does.follow(said, target, options, href)` a link. */
export function message(said, does) {
  const at = new Date(said.at);
  const time = make('time', { datetime: said.at, title: whole.format(at) }, clock.format(at));
  if (said.type === 'topic') {
    const who = said.sender?.name || 'Somebody';
    return element(said, 'topic-line', make('p', {}, make('strong', {}, who), said.text ? ' set the topic: ' : ' took the topic away', said.text), time);
  }
  const kind = said.type === 'notification' ? `notice ${said.color || 'yellow'}` : 'spoken';
  const mine = said.mentions?.includes(state.me.id) ? ' for-me' : '';
  return element(said, kind + mine,
    avatar(said.sender),
    make('div', { class: 'said' },
      make('div', { class: 'by' },
        make('span', { class: 'who' }, said.sender?.name || 'Somebody'),
        said.sender?.label && make('span', { class: 'label' }, said.sender.label),
        said.sender?.addon && make('span', { class: 'bot' }, 'add-on'),
        time),
      make('div', { class: 'body' }, body(said, does)),
      make('div', { class: 'attached' })),
    make('button', {
      class: 'icon more', type: 'button', 'aria-haspopup': 'menu', 'aria-expanded': 'false',
      'aria-label': `What to do with the message of ${said.sender?.name || 'somebody'}`,
      onclick: (event) => does.menu(said, event.currentTarget),
    }, '⋯'));
}

function element(said, kind, ...children) {
  return make('article', {
    class: `message ${kind}`, tabindex: '-1',
    data: { id: said.id, by: byline(said), at: String(Date.parse(said.at)), day: dayOf(said) },
    'aria-label': `${said.sender?.name || 'Somebody'}, ${clock.format(new Date(said.at))}`,
  }, children);
}

function byline(said) {
  return said.type === 'message' ? `person ${said.sender?.id ?? said.sender?.name}` : `${said.type} ${said.sender?.name} ${said.sender?.label || ''}`;
}

/** What a message says; a whole card stands in place of its fallback text. */
function body(said, does) {
  const follow = (...link) => does.follow(said, ...link);
  const parts = [];
  if (said.parent) parts.push(make('p', { class: 'reply' }, '↩ in reply to an earlier message'));
  if (said.card) parts.push(card(said.card, follow));
  else if (said.html !== undefined) parts.push(make('div', { class: 'html' }, html(said.html, follow)));
  else if (said.text) parts.push(make('div', { class: 'text' }, text(said.text)));
  if (said.file) parts.push(file(said.file));
  for (const link of said.links || []) parts.push(shared(link));
  return parts;
}

function file(said) {
  const size = said.size < 1024 ? `${said.size} B` : said.size < 1048576 ? `${Math.round(said.size / 1024)} KB` : `${(said.size / 1048576).toFixed(1)} MB`;
  if (said.thumb_url) return outward(said.url, picture(said.thumb_url, { class: 'preview', alt: said.name }));
  return make('p', { class: 'file' }, drawing('file'), outward(said.url, said.name), make('span', { class: 'faint' }, ` ${size}`));
}

function shared(link) {
  const title = link.title || link.url || 'Link';
  return make('div', { class: 'card link medium' }, make('div', { class: 'card-title' }, link.url ? outward(link.url, title) : title), link.description && make('div', { class: 'card-text' }, link.description));
}

/** Mark whether a message goes on from the one before it: same sender, a few minutes apart. */
export function group(element, before) {
  const near = before?.classList.contains('message') && before.dataset.by === element.dataset.by
    && !before.querySelector('.attached')?.hasChildNodes()
    && Number(element.dataset.at) - Number(before.dataset.at) < NEAR && element.dataset.by.startsWith('person');
  element.classList.toggle('goes-on', Boolean(near));
}
