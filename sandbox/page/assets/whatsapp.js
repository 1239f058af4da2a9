/** The clients' phones: who was written to, what they read there, and what they answer. */

import { ask, byId, clockTime, composer, h, keepingEnd, show, toast } from './dom.js';

const TICKS = {
  accepted: ['◷', 'accepted'],
  sent: ['✓', 'sent'],
  delivered: ['✓✓', 'delivered'],
  read: ['✓✓', 'read'],
  failed: ['!', 'failed'],
};
const QUICK = ['Yes, please', 'How much is it?', 'No, thank you', 'I am away until August', 'STOP'];

let chats = [];
let openPhone = location.hash.startsWith('#+') ? location.hash.slice(1) : null;
let openMessages = [];

const lastOf = (chat) => chat.messages.at(-1);
const nameOf = (chat) => chat.name ?? chat.phone;

function ticks(message) {
  const [sign, word] = TICKS[message.status] ?? ['', message.status];
  const label = message.status === 'failed' ? `failed ${message.errorCode ?? ''}`.trim() : word;
  return h(
    'span',
    { class: `ticks ${message.status}`, title: label, 'data-testid': 'ticks', 'data-status': message.status },
    `${sign} `,
    h('span', { class: 'ticks-word' }, label),
  );
}

function person(chat) {
  const last = lastOf(chat);
  const words = last ? last.text : 'no messages yet';
  return h(
    'li',
    {},
    h(
      'button',
      {
        type: 'button',
        class: 'person',
        'data-testid': 'person',
        'data-phone': chat.phone,
        'aria-current': chat.phone === openPhone ? 'true' : undefined,
        onclick: () => open(chat.phone),
      },
      h('span', { class: 'avatar', 'aria-hidden': 'true' }, nameOf(chat).replace('+', '').slice(0, 1).toUpperCase()),
      h('span', { class: 'person-name' }, nameOf(chat)),
      h('span', { class: 'person-time quiet' }, last ? clockTime(last.at) : ''),
      h('span', { class: 'person-last quiet' }, words),
      last?.direction === 'out' ? ticks(last) : h('span', { class: 'ticks' }, ''),
    ),
  );
}

function bubble(message) {
  const isMine = message.direction === 'in';
  const buttons = isMine ? [] : message.buttons;
  return h(
    'div',
    { class: `bubble-row ${isMine ? 'mine' : 'theirs'}` },
    h(
      'div',
      { class: 'bubble', 'data-testid': isMine ? 'wa-inbound' : 'wa-outbound', 'data-wamid': message.id },
      h('p', {}, message.text),
      h(
        'span',
        { class: 'meta' },
        message.template ? h('span', { class: 'quiet', title: message.template }, 'template ') : null,
        clockTime(message.at),
        ' ',
        isMine ? null : ticks(message),
      ),
    ),
    ...buttons.map((button) =>
      h(
        'button',
        {
          type: 'button',
          class: 'quick-reply',
          'data-testid': 'wa-button',
          onclick: () => answer({ button: button.payload }),
        },
        button.text,
      ),
    ),
  );
}

function drawPeople() {
  const wanted = byId('people-search').value.trim().toLowerCase();
  const found = chats
    .filter((chat) => wanted === '' || `${chat.name ?? ''} ${chat.phone}`.toLowerCase().includes(wanted))
    .toSorted((left, right) => (lastOf(right)?.at ?? 0) - (lastOf(left)?.at ?? 0))
    .slice(0, 200);
  show(
    byId('people'),
    found.map((chat) => ({
      key: chat.phone,
      version: `${lastOf(chat)?.id}${lastOf(chat)?.status}${String(chat.phone === openPhone)}`,
      make: () => person(chat),
    })),
  );
}

function drawPhone() {
  const isOpen = openPhone !== null;
  byId('wa-phone').hidden = !isOpen;
  byId('wa-empty').hidden = isOpen;
  document.body.classList.toggle('chat-open', isOpen);
  if (!isOpen) return;
  const chat = chats.find((one) => one.phone === openPhone);
  byId('wa-name').textContent = chat ? nameOf(chat) : openPhone;
  byId('wa-number').textContent = chat?.name ? openPhone : 'not in the books';
  const box = byId('wa-messages');
  keepingEnd(box, () => {
    show(
      box,
      openMessages.map((message) => ({ key: message.id, version: message.status, make: () => bubble(message) })),
    );
  });
}

async function load() {
  const all = await ask('/whatsapp/chats?summary=1');
  chats = all.chats;
  byId('accepted').textContent = String(all.accepted);
  byId('pending').hidden = all.pendingWebhooks === 0;
  byId('pending').textContent = `${all.pendingWebhooks} webhooks to deliver`;
  byId('reads').checked = all.pace.readMs !== null;
  if (openPhone !== null) {
    const whole = await ask(`/whatsapp/chats?phone=${encodeURIComponent(openPhone)}`);
    openMessages = whole.chats.flatMap((chat) => chat.messages).toSorted((left, right) => left.at - right.at);
  }
  drawPeople();
  drawPhone();
}

function open(phone) {
  openPhone = phone;
  openMessages = [];
  history.replaceState(null, '', phone === null ? location.pathname : `#${phone}`);
  byId('wa-messages').replaceChildren();
  // Whose phone it is shows at the click; the messages follow when they are there.
  drawPeople();
  drawPhone();
  load()
    .then(() => {
      byId('wa-messages').scrollTop = byId('wa-messages').scrollHeight;
      if (phone !== null && matchMedia('(min-width: 900px)').matches) byId('wa-text').focus();
    })
    .catch((error) => toast(error.message));
}

async function answer(content) {
  await ask('/whatsapp/reply', { phone: openPhone, ...content });
  byId('wa-messages').scrollTop = byId('wa-messages').scrollHeight;
}

const attempt = (promise) => promise.catch((error) => toast(error.message));

export function startWhatsApp() {
  byId('people-search').addEventListener('input', drawPeople);
  byId('wa-back').addEventListener('click', () => open(null));
  byId('wa-read').addEventListener('click', () => attempt(ask('/whatsapp/read', { phone: openPhone })));
  byId('reads').addEventListener('change', (event) =>
    attempt(ask('/whatsapp/read', { automatic: event.target.checked })),
  );
  byId('new-number').addEventListener('click', () => {
    byId('new-form').hidden = !byId('new-form').hidden;
    if (!byId('new-form').hidden) byId('new-phone').focus();
  });
  byId('new-form').addEventListener('submit', (event) => {
    event.preventDefault();
    open(`+${byId('new-phone').value.replaceAll(/\D/g, '')}`);
    byId('new-form').hidden = true;
  });
  byId('wa-chips').append(
    ...QUICK.map((text) =>
      h('button', { type: 'button', class: 'chip', onclick: () => attempt(answer({ text })) }, text),
    ),
  );
  composer(byId('wa-form'), byId('wa-text'), (text) => answer({ text }));
  return load;
}
