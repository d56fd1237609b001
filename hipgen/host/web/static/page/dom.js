// Making elements. Whatever text goes through here is text, never markup.

/** An element: `attributes` with `on…` functions, `class`, `data` and true/false attributes; then children. */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (name === 'data') Object.assign(element.dataset, value);
    else element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

export const $ = (id) => document.getElementById(id);

/** A picture of somebody else's: nothing of this host is told to where it comes from. */
export function picture(source, attributes = {}) {
  const at = typeof source === 'string' ? { url: source } : source;
  const large = at.large ? `${at.url} 1x, ${at.large} 2x` : null;
  const image = make('img', {
    alt: '', loading: 'lazy', decoding: 'async', referrerpolicy: 'no-referrer', ...attributes, src: at.url, srcset: large,
  });
  image.addEventListener('error', () => image.classList.add('broken'), { once: true });
  return image;
}

/** A link that leads out of the page. */
export function outward(url, ...children) {
  return make('a', { href: url, target: '_blank', rel: 'noopener noreferrer nofollow' }, ...children);
}

/** A short text for screen readers. */
export function announce(text) {
  $('announce').textContent = text;
}

/** The colour of somebody's letter picture: the same for the same name. */
export function hue(name) {
  let sum = 0;
  for (const letter of name) sum = (sum * 31 + letter.codePointAt(0)) % 360;
  return sum;
}

/** The picture of a person or an add-on, else the first letters of the name. */
export function avatar(sender) {
  const name = sender?.name || '?';
  if (sender?.photo) return make('span', { class: 'avatar', 'aria-hidden': 'true' }, picture(sender.photo));
  const letters = name.split(/\s+/).map((word) => [...word][0] || '').slice(0, 2).join('').toUpperCase();
  const element = make('span', { class: 'avatar letters', 'aria-hidden': 'true' }, letters);
  element.style.setProperty('--hue', String(hue(name)));
  return element;
}

const SHAPES = {
  lock: 'M5 7V5a3 3 0 0 1 6 0v2h1v7H4V7zm2 0h2V5a1 1 0 0 0-2 0z',
  file: 'M4 1.5h5L12.5 5v9.5h-9v-13zM9 2v3h3',
};

/** A small drawing: `lock` or `file`. */
export function drawing(name) {
  const space = 'http://www.w3.org/2000/svg';
  const image = document.createElementNS(space, 'svg');
  for (const [key, value] of Object.entries({ viewBox: '0 0 16 16', class: 'drawing', 'aria-hidden': 'true' })) image.setAttribute(key, value);
  image.append(document.createElementNS(space, 'path'));
  image.firstChild.setAttribute('d', SHAPES[name]);
  return image;
}
