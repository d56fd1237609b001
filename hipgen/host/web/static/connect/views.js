// Views of add-ons in the page: a panel in the sidebar, a dialog, a window of their own; and the calls they make.
//
// What the page lends to `createViews`:
//
//   room()              the id of the open room, null for none
//   modules()           the modules in that room, as `modulesOf` in endpoints.js makes them; or a promise of them
//   scopes(addon)       the scopes of an add-on's descriptor, a list
//   theme()             'light' or 'dark'
//   signedUrl(module)   a promise of `{location, jwt}`: `module` is `{room, addon, kind, key, values, signal}`
//   framed(view)        a promise of the address at which a frame shows a view: its own, or one at which the host
//                       passes it on; `view` is `{room, addon, kind, key, address}`. Without it, its own
//   silent(view)        the same, of a view whose page said nothing: the host looks why
//   sidebar             the element that a panel is put into
//   panelChanged(view)  told when a panel opens, with `{module, head}`, and with null when none is there any more
//   drawHead(view)      the element at the head of a panel (else its name); `head` is the glance that led to it
//   dialogs             the element that a dialog is put into; else the document's body
//   call                what is done for views, each may answer a promise:
//     appendMessage(text) focusInput() addFile(dataUrl, name) viewFile(file, list)
//     openRoom({roomId?, roomName?}) openPerson({userId?, userMentionName?})
//     createRoom({name, topic, privacy}) invite(ids)
//     roomDetails()     {id, name, privacy, topic}
//     participants()    {members: […], guests: […]}, each {id, mention_name, name, presence, photo_url, is_admin, email}
//     currentUser()     {id, mention_name, name, presence: {show}, photo_url, is_admin, is_guest, email, title}
//
// The page tells: `changeRoom()` and `changeTheme()` after they changed, `forget(addon)` when an add-on changed,
// `removed(addon)` when it is gone, `glanceUpdated(push)` and `messageReceived(addon, parameters)`.

import { openBox } from './box.js';
import { createBridge } from './bridge.js';
import { createCalls, perform } from './calls.js';
import { calm, changed, drawn, plain, sizeIn } from './dialogs.js';
import { createFrames } from './frames.js';
import { byAction, byCall, byGlance, byLink } from './opening.js';
import { createTokens } from './tokens.js';
import { originOf } from './wire.js';

const ESCAPE = 27;
const BUTTON = 'dialog-button-click';
const FILTER = 'dialog-filter-changed';
const log = (what) => console.warn('HipChat Connect:', what);

export function createViews(lent) {
  const { room, modules, scopes, sidebar, call } = lent;
  const panels = new Map(); // the view that each room's sidebar shows
  let panel = null; // that of the open room
  let dialog = null; // {view, box, state, typed}

  const tokens = createTokens({ ask: (module) => frames.signed({ ...module, values: {} }) });
  const bridge = createBridge({
    answer: (frame, request, respond) => perform(calls, frame, request, respond, log),
    began: (frame) => {
      if (dialog?.view.frame === frame.id) frame.post({ type: 'key_listen', keycode: ESCAPE, modifiers: [], action: 'add' });
    },
    pressed: (frame, { keycode }) => {
      if (keycode === ESCAPE && dialog?.view.frame === frame.id) closeDialog();
    },
  });
  const calls = createCalls({
    views: {
      openDialog: async (addon, said) => show(byCall(await modules(), addon, ['dialog'], said)),
      openPanel: async (addon, said) => show(byCall(await modules(), addon, ['webPanel', 'glance'], said)),
      updateDialog: (addon, said) => { if (owns(dialog, addon)) update(said); },
      closeDialog: (addon) => { if (owns(dialog, addon)) closeDialog(); },
      closePanel: (addon) => { if (panel?.module.addon === addon) closePanel(); }, // that it must be its own is inferred
    },
    token: ({ addon, key, kind }) => tokens.get({ room: room(), addon, key, kind }),
    scopes,
    page: call,
    log,
  });
  const frames = createFrames({ bridge, log, ...lent });
  const owns = (open, addon) => open?.view.module.addon === addon;

  // ---- opening

  /** Open what one of the functions of opening.js found; nothing for null. */
  async function show(found) {
    if (!found || room() === null) return;
    const view = { ...found, room: room(), frame: null, turn: null };
    if (view.module.kind === 'webPanel') showPanel(view);
    else if (view.module.kind === 'dialog') showDialog(view);
    else if (view.module.kind === 'externalPage') await showWindow(view);
  }

  async function showWindow(view) {
    const address = await frames.addressOf(view);
    if (originOf(address) !== null) window.open(address, '_blank', 'noopener');
  }

  // ---- the panel

  function showPanel(view) {
    if (panel) frames.end(panel);
    panel = view;
    panels.set(view.room, view);
    const body = document.createElement('div');
    body.className = 'connect-panel-body';
    sidebar.replaceChildren(lent.drawHead?.(view) ?? title(view), body);
    frames.fill(view, body);
    lent.panelChanged?.(view);
  }

  function title(view) {
    const head = document.createElement('header');
    const close = document.createElement('button');
    head.className = 'connect-panel-head';
    close.type = 'button';
    close.textContent = '✕';
    close.setAttribute('aria-label', 'Close');
    close.addEventListener('click', closePanel);
    head.append((view.head ?? view.module).name, close);
    return head;
  }

  function hidePanel() {
    if (!panel) return;
    frames.end(panel);
    panel = null;
    sidebar.replaceChildren();
    lent.panelChanged?.(null);
  }

  /** Back to the glances. */
  function closePanel() {
    if (panel) panels.delete(panel.room);
    hidePanel();
  }

  // ---- the dialog

  function showDialog(view) {
    closeDialog();
    const { addon, key, title, options } = view.module;
    const typed = calm((value) => bridge.tell(addon, key, FILTER, { value }));
    const box = openBox({ parent: lent.dialogs ?? document.body, pressed: press, typed, closed: closeDialog });
    dialog = { view, box, typed, state: changed(plain(title, options), view.overrides) };
    draw();
    frames.fill(view, box.body);
  }

  function draw() {
    dialog.box.draw(drawn(dialog.state, log));
    dialog.box.resize(sizeIn(dialog.state.options.size, { width: innerWidth, height: innerHeight }, log));
  }

  function update(said) {
    dialog.state = changed(dialog.state, said);
    draw();
  }

  /** A button of the dialog: its view decides, if it listens; else the dialog closes. */
  function press({ key: action }) {
    const open = dialog;
    const { addon, key } = open.view.module;
    if (!bridge.listens(addon, key, BUTTON)) {
      closeDialog();
      return;
    }
    bridge.tell(addon, key, BUTTON, { action }, (closes) => { if (closes !== false && dialog === open) closeDialog(); });
  }

  function closeDialog() {
    if (!dialog) return;
    const { view, box, typed } = dialog;
    dialog = null;
    typed.stop();
    frames.end(view);
    box.close();
  }

  // ---- what the page tells

  /** Another room is open: it shows its own panel. */
  function changeRoom() {
    closeDialog();
    hidePanel();
    const before = panels.get(room());
    if (before) showPanel(before);
  }

  /** Light became dark, or dark light: views are read again, and told again what they were told first. */
  function changeTheme() {
    if (panel) frames.fill(panel, sidebar.querySelector('.connect-panel-body'));
    if (dialog) frames.fill(dialog.view, dialog.box.body);
  }

  /** An add-on is gone from the room. */
  function removed(addon) {
    tokens.forget(addon);
    if (owns(dialog, addon)) closeDialog();
    if (panel?.module.addon === addon) closePanel();
  }

  /** `{addon_key, key, content, room_id?}` was pushed: the add-on's views that are open hear of it. */
  function glanceUpdated({ addon_key, key, content, room_id: where }) {
    if (where !== undefined && where !== room()) return;
    bridge.tellAll(addon_key, 'glance-update', { addon_key, module_key: key, metadata: content?.metadata });
  }

  const receive = (event) => bridge.receive(event);
  addEventListener('message', receive);
  const resized = () => { if (dialog) draw(); };
  addEventListener('resize', resized);

  return {
    show,
    openGlance: async (glance) => show(byGlance(await modules(), glance)),
    openAction: async (action, parameters) => show(byAction(await modules(), action, parameters)),
    openLink: async (link) => show(byLink(await modules(), link)),
    closePanel,
    closeDialog,
    changeRoom,
    changeTheme,
    forget: (addon) => tokens.forget(addon),
    removed,
    glanceUpdated,
    /** A notification of an add-on came in the room; `parameters` are those of an action on it. */
    messageReceived: (addon, parameters) => bridge.tellAll(addon, 'message-received', parameters),
    /** Take everything away. */
    stop: () => {
      closeDialog();
      hidePanel();
      removeEventListener('message', receive);
      removeEventListener('resize', resized);
    },
  };
}
