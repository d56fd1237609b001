// What test_connect_views.py runs in a page of the host: views with a page around them that only notes what it is asked.
async (room, scopes) => {
  const { createViews } = await import('/static/connect/views.js');
  const { createEndpoints, modulesOf } = await import('/static/connect/endpoints.js');
  const { token } = await (await fetch('/page/start')).json();
  const endpoints = createEndpoints({ headers: () => ({ 'Hipgen-Token': token }) });
  const addons = await endpoints.addons(room);
  const modules = modulesOf(addons);
  const stage = { asked: [], shown: [], room, theme: 'light', fails: false, modules };
  const noted = (name) => (...args) => { stage.asked.push([name, ...args]); };
  const calls = ['appendMessage', 'focusInput', 'addFile', 'viewFile', 'openRoom', 'openPerson', 'createRoom', 'invite'];
  const told = (path) => async ({ room: where, ...view }) => {
    const headers = { 'Content-Type': 'application/json', 'Hipgen-Token': token };
    const answer = await fetch(`/page/rooms/${where}/${path}`, { method: 'POST', headers, body: JSON.stringify(view) });
    return (await answer.json()).address;
  };
  const sidebar = document.createElement('section');
  sidebar.id = 'stage';
  document.body.replaceChildren(sidebar);
  stage.views = createViews({
    room: () => stage.room,
    modules: () => modules,
    scopes: (addon) => addons.get(addon).scopes,
    theme: () => stage.theme,
    framed: told('frame'),
    silent: told('silent'),
    signedUrl: (module) => (stage.fails ? Promise.reject(new Error('no')) : endpoints.signedUrl(module)),
    sidebar,
    panelChanged: (view) => stage.shown.push(view && view.module.key),
    call: {
      ...Object.fromEntries(calls.map((name) => [name, noted(name)])),
      openRoom: (where) => {
        noted('openRoom')(where);
        if (where.roomName === 'Nowhere') throw new Error('there is no such room');
      },
      roomDetails: () => ({ id: room, name: 'Dev Room', privacy: 'public', topic: '' }),
      participants: () => ({ members: [{ id: 1, name: 'Bob Smith' }], guests: [] }),
      currentUser: () => ({ id: 1, name: 'Bob Smith' }),
    },
  });
  stage.module = (key) => modules.find((one) => one.key === key);
  window.stage = stage;
}
