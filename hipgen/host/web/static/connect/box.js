// A dialog on the screen: its title, filter, close icon, body and buttons. Texts of add-ons are only ever text.
//
// Knows nothing of views: what is pressed or typed is told to whoever opened it.

function make(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) if (value !== false) element.setAttribute(name, value === true ? '' : value);
  element.append(...children);
  return element;
}

/**
 * Open a dialog in an element.
 *
 * `pressed(button)` and `typed(text)` hear its buttons and filter, `closed()` that a person left it. Answers
 * `{body, draw(dialog), resize({width, height}), close()}`; `dialog` is as `drawn` in dialogs.js.
 */
export function openBox({ parent, pressed, typed, closed }) {
  const before = document.activeElement;
  const title = make('h2', { class: 'connect-dialog-title' });
  const filter = make('input', { type: 'search', class: 'connect-dialog-filter', 'aria-label': 'Filter', hidden: true });
  const icon = make('button', { type: 'button', class: 'connect-dialog-close', 'aria-label': 'Close' }, '✕');
  const head = make('header', {}, title, filter, icon);
  const body = make('div', { class: 'connect-dialog-body' });
  const hint = make('span', { class: 'connect-dialog-hint' });
  const buttons = make('span', { class: 'connect-dialog-buttons' });
  const box = make('dialog', { class: 'connect-dialog' }, head, body, make('footer', {}, hint, buttons));

  filter.addEventListener('input', () => typed(filter.value));
  icon.addEventListener('click', () => closed());
  box.addEventListener('close', () => closed()); // by Esc; a cancel event does not always come before it
  box.addEventListener('pointerdown', (event) => {
    if (event.target === box && isBeside(event)) closed(); // the backdrop counts as the dialog itself
  });

  function isBeside({ clientX, clientY }) {
    const { left, right, top, bottom } = box.getBoundingClientRect();
    return clientX < left || clientX > right || clientY < top || clientY > bottom;
  }

  function button(one, css) {
    const element = make('button', { type: 'button', class: css, disabled: !one.isEnabled }, one.name);
    element.addEventListener('click', () => pressed(one));
    return element;
  }

  function draw(dialog) {
    title.textContent = dialog.title;
    box.setAttribute('aria-label', dialog.title);
    head.classList.toggle('connect-warning', dialog.isWarning);
    filter.hidden = dialog.filter === null;
    filter.placeholder = dialog.filter?.placeholder ?? '';
    hint.textContent = dialog.hint ?? '';
    const primary = dialog.primary ? [button(dialog.primary, 'connect-button-primary')] : [];
    buttons.replaceChildren(...primary, ...dialog.secondary.map((one) => button(one, 'connect-button-link')));
  }

  function resize({ width, height }) {
    box.style.setProperty('width', `${width}px`);
    body.style.setProperty('height', `${height}px`);
  }

  function close() {
    box.remove();
    before?.focus?.();
  }

  parent.append(box);
  box.showModal();
  return { body, draw, resize, close };
}
