// Cards, as HipChat's client drew them: five styles, two sizes, an activity that opens.

import { drawing, make, outward, picture } from './dom.js';
import { html } from './richtext.js';

/** A card that the host found whole. `follow` is for links that open a module. */
export function card(shown, follow) {
  const body = make('div', { class: `card ${shown.style} ${shown.format || 'medium'}` }, inner(shown, follow));
  if (!shown.activity) return body;
  const { icon } = shown.activity;
  const summary = make('summary', {}, icon && picture(icon, { class: 'card-icon' }), make('span', {}, html(shown.activity.html)));
  return make('details', { class: 'activity' }, summary, body);
}

function inner(shown, follow) {
  switch (shown.style) {
    case 'image': return [head(shown), image(shown)];
    case 'file': return [make('div', { class: 'card-row' }, make('span', { class: 'file-sign' }, drawing('file')), words(shown, follow)), attributes(shown)];
    case 'media': return [image(shown), words(shown, follow), attributes(shown)];
    default: return [make('div', { class: 'card-row' }, words(shown, follow), thumbnail(shown)), attributes(shown)];
  }
}

function words(shown, follow) {
  return make('div', { class: 'card-words' }, head(shown), description(shown, follow));
}

function head(shown) {
  if (!shown.title) return null;
  const title = shown.url ? outward(shown.url, shown.title) : shown.title;
  return make('div', { class: 'card-head' }, shown.icon && picture(shown.icon, { class: 'card-icon' }), make('span', { class: 'card-title' }, title));
}

function description(shown, follow) {
  if (!shown.description) return null;
  const { text, html: written } = shown.description;
  return make('div', { class: 'card-text' }, written === undefined ? text : html(written, follow));
}

function thumbnail(shown) {
  if (!shown.thumbnail) return null;
  const image = picture(shown.thumbnail, { class: 'card-thumb', width: shown.thumbnail.width, height: shown.thumbnail.height });
  return shown.url ? named(outward(shown.url, image), shown) : image;
}

function image(shown) {
  const source = shown.thumbnail || (shown.style === 'image' && shown.url ? { url: shown.url } : null);
  if (!source) return null;
  const sizes = { width: shown.thumbnail?.width, height: shown.thumbnail?.height };
  const drawn = picture(source, { class: 'card-picture', alt: shown.title || 'Picture', ...sizes });
  return shown.url ? outward(shown.url, drawn) : drawn;
}

function named(link, shown) {
  link.setAttribute('aria-label', shown.title || shown.url);
  return link;
}

function attributes(shown) {
  if (!shown.attributes) return null;
  return make('dl', { class: 'attributes' }, shown.attributes.map((one) => make('div', {},
    make('dt', one.label ? {} : { class: 'unseen' }, one.label || 'Attribute'),
    make('dd', {}, value(one)),
  )));
}

function value(one) {
  const shown = make('span', { class: one.lozenge ? `lozenge ${one.lozenge}` : null }, one.value);
  const icon = one.icon && picture(one.icon, { class: 'card-icon' });
  return one.url ? outward(one.url, icon || '', shown) : [icon, shown];
}
