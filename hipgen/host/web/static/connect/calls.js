// What views may ask for, by module and function: arguments are checked here, others do it.
//
// Every call is bound to the add-on of the calling view. A call that makes no sense does nothing, as in HipChat's
// web client. Knows no documents.

import { isObject } from './opening.js';

const NEEDED = 'view_room';
const text = (value) => (typeof value === 'string' ? value : '');
const known = (value, names) => Object.fromEntries(names.filter((name) => isObject(value) && value[name] !== undefined).map((name) => [name, value[name]]));

/**
 * The calls as `{mod: {fn}}`, each `(frame, args, respond)`.
 *
 * `views` is `{openDialog, updateDialog, closeDialog, openPanel, closePanel}` with the add-on first; `token(frame)`
 * answers a promise; `scopes(addon)` are the descriptor's; `page` is what the page lends (see views.js).
 */
export function createCalls({ views, token, scopes, page, log = () => {} }) {
  /** A getter that needs a scope; what it finds goes to the callback. */
  const gated = (get) => async ({ addon }, _args, respond) => {
    const present = scopes(addon);
    if (!present.includes(NEEDED)) {
      respond(`Missing scopes: ${NEEDED}. Present scopes: ${present.join(', ') || 'none'}`);
      return;
    }
    try {
      respond(null, await get());
    } catch (error) {
      log(error);
      respond({ message: error.message });
    }
  };

  async function withToken(frame, _args, respond) {
    let jwt;
    try {
      jwt = await token(frame);
    } catch (error) {
      log(error);
      respond({ message: 'Unable to create token' });
      return;
    }
    respond(null, jwt);
  }

  /** Open another chat; its message is put into the input even when there is no such chat. */
  const opens = (open, names) => async (_frame, [said]) => {
    const where = known(said, names);
    try {
      if (Object.keys(where).length) await open(where);
    } catch (error) {
      log(error);
    }
    if (isObject(said) && text(said.message)) page.appendMessage(said.message);
  };
  const openChat = (where) => (where.roomId !== undefined || where.roomName !== undefined ? page.openRoom(where) : page.openPerson(where));

  return {
    auth: { withToken },
    chat: {
      appendMessage: (_frame, [said]) => page.appendMessage(text(said)),
      focus: () => page.focusInput(),
      addFileForUploadWithBase64: (_frame, [data, name]) => { if (/^data:/.test(text(data))) page.addFile(data, text(name) || 'file'); },
    },
    dialog: {
      open: ({ addon }, [said]) => views.openDialog(addon, said),
      update: ({ addon }, [said]) => views.updateDialog(addon, said),
      updatePrimaryAction: ({ addon }, [said]) => {
        if (isObject(said)) views.updateDialog(addon, { options: { primaryAction: known(said, ['name', 'enabled', 'key']) } });
      },
      close: ({ addon }) => views.closeDialog(addon),
    },
    sidebar: {
      openView: ({ addon }, [said]) => views.openPanel(addon, said),
      closeView: ({ addon }) => views.closePanel(addon),
    },
    room: {
      getRoomDetails: gated(() => page.roomDetails()),
      getParticipants: gated(() => page.participants()),
      open: opens(openChat, ['roomId', 'roomName', 'userId', 'userMentionName']),
      create: (_frame, [name, topic, privacy]) => page.createRoom({ name: text(name), topic: text(topic), privacy: text(privacy) || 'public' }),
      invite: (_frame, [ids]) => {
        const people = (Array.isArray(ids) ? ids : [ids]).filter((id) => typeof id === 'number' || text(id));
        if (people.length) page.invite(people);
      },
    },
    user: {
      getCurrentUser: gated(() => page.currentUser()),
      open: opens((where) => page.openPerson(where), ['userId', 'userMentionName']),
    },
    file: { openInFileViewer: (_frame, [file, list]) => { if (isObject(file)) page.viewFile(file, Array.isArray(list) ? list : [file]); } },
  };
}

/** Do what a request asks for, if there is such a call. What goes wrong is for the console, not for the view. */
export async function perform(calls, frame, { mod, fn, args }, respond, log = () => {}) {
  const call = Object.hasOwn(calls, mod) && Object.hasOwn(calls[mod], fn) ? calls[mod][fn] : null;
  if (!call) {
    log(`there is no ${mod}.${fn}`);
    return;
  }
  try {
    await call(frame, args, respond);
  } catch (error) {
    log(error);
  }
}
