var script = document.createElement('script');
script.src = 'https://www.hipchat.com/atlassian-connect/all-debug.js';
script.onload = function () { HipChat.chat.appendMessage('late'); };
document.head.appendChild(script);
