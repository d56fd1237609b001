// Menus and small dialogs: opened by a button, driven by keys, closed by Esc, focus goes back where it was.

import { make } from './dom.js';

let open = null;

export function closeMenu(refocus = false) {
  if (!open) return;
  const { menu, button } = open;
  open = null;
  menu.remove();
  button.setAttribute('aria-expanded', 'false');
  if (refocus) button.focus();
}

/** Open a menu at a button. Items are `{label, note?, icon?, danger?, checked?, choose}`, '-' or `{heading}`. */
export function openMenu(button, items) {
  const again = open?.button === button;
  closeMenu();
  if (again) return;
  const menu = make('div', { class: 'menu', role: 'menu', 'aria-label': button.getAttribute('aria-label') || button.textContent });
  for (const item of items) menu.append(entry(item));
  (button.closest('main, aside') || document.body).append(menu); // within a landmark
  button.setAttribute('aria-expanded', 'true');
  open = { menu, button };
  put(menu, button.getBoundingClientRect());
  menu.querySelector('[role^=menuitem]')?.focus();
  menu.addEventListener('keydown', steer);
}

/** Put other items into the menu that is open at a button. */
export function refillMenu(button, items) {
  if (open?.button !== button) return;
  open.menu.replaceChildren(...items.map(entry));
  put(open.menu, button.getBoundingClientRect());
  open.menu.querySelector('[role^=menuitem]')?.focus();
}

function entry(item) {
  if (item === '-') return make('hr', { role: 'separator' });
  if (item.heading) return make('div', { class: 'menu-heading', role: 'presentation' }, item.heading);
  return make('button', {
    type: 'button', role: item.checked === undefined ? 'menuitem' : 'menuitemradio', tabindex: '-1', class: item.danger ? 'danger' : null,
    'aria-checked': item.checked === undefined ? null : String(item.checked),
    onclick: () => {
      closeMenu(true);
      item.choose();
    },
  }, item.icon, make('span', { class: 'menu-label' }, item.label), item.note && make('span', { class: 'faint' }, item.note));
}

function put(menu, at) {
  const { width, height } = menu.getBoundingClientRect();
  const left = Math.max(8, Math.min(at.left, innerWidth - width - 8));
  const below = at.bottom + 4 + height <= innerHeight - 8;
  const top = below ? at.bottom + 4 : Math.max(8, at.top - height - 4);
  menu.style.setProperty('left', `${left}px`);
  menu.style.setProperty('top', `${top}px`);
}

function steer(event) {
  const all = [...event.currentTarget.querySelectorAll('[role^=menuitem]')];
  const at = all.indexOf(document.activeElement);
  const goTo = { ArrowDown: (at + 1) % all.length, ArrowUp: (at - 1 + all.length) % all.length, Home: 0, End: all.length - 1 }[event.key];
  if (goTo !== undefined) {
    event.preventDefault();
    all[goTo]?.focus();
  } else if (event.key === 'Escape' || event.key === 'Tab') {
    event.preventDefault();
    event.stopPropagation();
    closeMenu(true);
  }
}

addEventListener('pointerdown', (event) => {
  if (open && !open.menu.contains(event.target) && !open.button.contains(event.target)) closeMenu();
});
addEventListener('resize', () => closeMenu());

/** Ask something in a dialog. `fields` are elements; answers the form's values, or null when it was left. */
export function ask(title, fields, { yes = 'OK', danger = false } = {}) {
  return new Promise((answer) => {
    const back = document.activeElement;
    const id = 'ask-title';
    const dialog = make('dialog', { class: 'ask', 'aria-labelledby': id });
    let said = null;
    const form = make('form', { method: 'dialog', onsubmit: () => { said = Object.fromEntries(new FormData(form)); } },
      make('h2', { id }, title), fields,
      make('div', { class: 'buttons' },
        make('button', { type: 'button', class: 'quiet', onclick: () => dialog.close() }, 'Cancel'),
        make('button', { class: danger ? 'danger' : null }, yes)));
    dialog.append(form);
    dialog.addEventListener('close', () => {
      dialog.remove();
      back?.focus();
      answer(said);
    });
    document.body.append(dialog);
    dialog.showModal();
    form.querySelector('input, textarea, select')?.focus();
  });
}

/** A field of a dialog with its label. */
export function field(label, name, attributes = {}, tag = 'input') {
  return make('label', { class: 'field' }, make('span', {}, label), make(tag, { name, ...attributes }, attributes.options || []));
}

/** Tell something in a dialog that is only closed. */
export async function tellIn(title, ...content) {
  const dialog = make('dialog', { class: 'ask', 'aria-label': title });
  dialog.append(make('h2', {}, title), ...content, make('form', { method: 'dialog', class: 'buttons' }, make('button', {}, 'Close')));
  dialog.addEventListener('close', () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}
