/** The moderators' Telegram: cards with their buttons, prompts to answer, and who is holding the phone. */

import { ask, byId, clockTime, composer, h, keepingEnd, show, toast } from './dom.js';

const TAGS = {
  bold: 'b',
  italic: 'i',
  underline: 'u',
  strikethrough: 's',
  code: 'code',
  pre: 'pre',
  blockquote: 'blockquote',
  spoiler: 'span',
};

const PROMPT_FOLLOWS_MS = 10_000;
/** They stand on lines of their own, so the line breaks around them are already there. */
const BLOCKS = ['pre', 'blockquote'];

let me = Number(sessionStorage.getItem('telegram-user')) || 700001;
let world = { people: [], chats: [], bot: {} };
let chatId = null;
let replyTo = null;
/** When a button was last pressed here: only then may a prompt take the keyboard's focus. */
let tappedAt = 0;
/** Prompts that were put aside stay put aside. */
const dismissed = new Set();

/** Text with its entities, nested as they come; never markup from outside. */
function formatted(text, entities, from = 0, to = text.length) {
  const nodes = [];
  let at = from;
  const inside = entities.filter((one) => one.offset >= from && one.offset + one.length <= to);
  for (const entity of inside) {
    if (entity.offset < at) continue;
    const isBlock = BLOCKS.includes(entity.type);
    const before = text.slice(at, entity.offset);
    nodes.push(isBlock ? before.replace(/\n$/, '') : before);
    const end = entity.offset + entity.length;
    const deeper = inside.filter(
      (one) => one !== entity && one.offset >= entity.offset && one.offset + one.length <= end,
    );
    const children = formatted(text, deeper, entity.offset, end);
    nodes.push(
      entity.type === 'text_link' && entity.url.startsWith('http')
        ? h('a', { href: entity.url, target: '_blank', rel: 'noopener noreferrer' }, ...children)
        : h(TAGS[entity.type] ?? 'span', { class: entity.type }, ...children),
    );
    at = isBlock && text[end] === '\n' ? end + 1 : end;
  }
  nodes.push(text.slice(at, to));
  return nodes;
}

async function tap(message, button, element) {
  tappedAt = Date.now();
  element.disabled = true;
  element.classList.add('waiting');
  try {
    const told = await ask('/telegram/tap', {
      userId: me,
      chatId,
      messageId: message.message_id,
      data: button.callback_data,
      force: true,
      wait: true,
    });
    if (told.answeredAt === null) toast('The bot did not answer this button.');
    else if (told.isAlert) {
      byId('alert-text').textContent = told.toast;
      byId('alert').showModal();
    } else if (told.toast) toast(told.toast);
  } catch (error) {
    toast(error.message);
  } finally {
    element.disabled = false;
    element.classList.remove('waiting');
  }
}

function keyboard(message) {
  const rows = message.reply_markup?.inline_keyboard ?? [];
  return rows.map((row) =>
    h(
      'div',
      { class: 'keyboard-row' },
      ...row.map((button) =>
        button.url
          ? h(
              'a',
              { class: `key ${button.style ?? ''}`, href: button.url, target: '_blank', rel: 'noopener noreferrer' },
              button.text,
              ' ↗',
            )
          : h(
              'button',
              {
                type: 'button',
                class: `key ${button.style ?? ''}`,
                'data-testid': 'tg-button',
                'data-data': button.callback_data,
                onclick: (event) => void tap(message, button, event.currentTarget),
              },
              button.text,
            ),
      ),
    ),
  );
}

function quote(original) {
  if (!original) return null;
  return h(
    'span',
    { class: 'quoted' },
    h('b', {}, original.from?.first_name ?? ''),
    ` ${(original.text ?? '').slice(0, 80)}`,
  );
}

function bubble(message) {
  const isMine = message.from.id === me;
  const isBot = message.from.is_bot;
  return h(
    'div',
    {
      class: `bubble-row ${isMine ? 'mine' : 'theirs'}`,
      'data-testid': 'tg-message',
      'data-message-id': message.message_id,
    },
    h(
      'div',
      { class: 'bubble' },
      isMine
        ? null
        : h('b', { class: 'author' }, message.from.first_name, isBot ? h('span', { class: 'tag' }, 'bot') : null),
      quote(message.reply_to_message),
      message.document ? h('span', { class: 'file' }, `📄 ${message.document.file_name}`) : null,
      h('div', { class: 'text' }, ...formatted(message.text ?? message.caption ?? '', message.entities ?? [])),
      h(
        'span',
        { class: 'meta' },
        h(
          'button',
          { type: 'button', class: 'plain reply-link', 'data-testid': 'tg-reply', onclick: () => setReply(message) },
          'Reply',
        ),
        message.edit_date ? ' edited ' : ' ',
        clockTime(message.date * 1000),
      ),
    ),
    ...keyboard(message),
  );
}

function setReply(message, takesFocus = true) {
  replyTo = message;
  byId('tg-replying').hidden = message === null;
  byId('tg-replying-to').textContent = message
    ? `Replying to ${message.from.first_name}: ${(message.text ?? '').slice(0, 60)}`
    : '';
  byId('tg-text').placeholder = message?.reply_markup?.input_field_placeholder ?? 'Message';
  if (message && takesFocus) byId('tg-text').focus({ preventScroll: true });
}

/** A prompt opens the reply box of the person it names, or of everybody when it names nobody. */
function openPrompt(messages) {
  const last = messages.findLast((message) => message.reply_markup?.force_reply);
  if (!last || dismissed.has(last.message_id) || replyTo?.message_id === last.message_id) return;
  const isAnswered = messages.some((message) => message.reply_to_message?.message_id === last.message_id);
  const person = world.people.find((one) => one.id === me);
  const asked = last.reply_to_message?.from?.id;
  const isForMe =
    last.reply_markup.selective !== true ||
    asked === me ||
    (last.text ?? '').includes(person?.name ?? '\0') ||
    (last.entities ?? []).some((one) => one.url === `tg://user?id=${me}`);
  if (!isAnswered && isForMe) setReply(last, Date.now() - tappedAt < PROMPT_FOLLOWS_MS);
}

function drawPeople() {
  const box = byId('tg-people');
  show(box, [
    { key: 'legend', version: '1', make: () => h('legend', {}, 'You are') },
    ...world.people.map((person) => ({
      key: String(person.id),
      version: String(person.id === me),
      make: () =>
        h(
          'label',
          { class: person.kind },
          h('input', {
            type: 'radio',
            name: 'tg-person',
            value: person.id,
            checked: person.id === me,
            'data-testid': `tg-person-${person.name.toLowerCase()}`,
            onchange: () => become(person.id),
          }),
          h('span', {}, person.kind === 'stranger' ? `${person.name} (stranger)` : person.name),
        ),
    })),
  ]);
}

function become(id) {
  me = id;
  sessionStorage.setItem('telegram-user', String(id));
  chatId = null;
  setReply(null);
  byId('tg-messages').replaceChildren();
  draw();
}

function draw() {
  drawPeople();
  const group = world.chats.find((chat) => chat.id < 0);
  chatId ??= group?.id ?? null;
  const select = byId('tg-chat');
  const choices = [
    [group?.id, group?.title ?? 'Moderators'],
    [me, `Private chat with ${world.bot.first_name ?? 'the bot'}`],
  ];
  select.replaceChildren(...choices.map(([id, words]) => h('option', { value: id, selected: id === chatId }, words)));
  const chat = world.chats.find((one) => one.id === chatId);
  const messages = chat?.messages ?? [];
  byId('tg-title').textContent = chatId === me ? (world.bot.first_name ?? '') : (group?.title ?? '');
  byId('tg-about').textContent = chatId === me ? `@${world.bot.username}` : `${world.people.length + 1} members`;
  const box = byId('tg-messages');
  keepingEnd(box, () => {
    show(
      box,
      messages.map((message) => ({
        key: String(message.message_id),
        version: `${message.edit_date ?? ''}${JSON.stringify(message.reply_markup ?? '')}${(message.text ?? '').length}`,
        make: () => bubble(message),
      })),
    );
    openPrompt(messages);
  });
}

async function load() {
  world = await ask('/telegram/chats?limit=150');
  draw();
}

export function startTelegram() {
  byId('tg-chat').addEventListener('change', (event) => {
    chatId = Number(event.target.value);
    setReply(null);
    byId('tg-messages').replaceChildren();
    draw();
  });
  byId('tg-cancel-reply').addEventListener('click', () => {
    if (replyTo) dismissed.add(replyTo.message_id);
    setReply(null);
  });
  composer(byId('tg-form'), byId('tg-text'), async (text) => {
    const answered = replyTo;
    await ask('/telegram/message', {
      userId: me,
      chatId,
      text,
      ...(answered ? { replyTo: answered.message_id } : {}),
    });
    if (answered) dismissed.add(answered.message_id);
    setReply(null);
    byId('tg-messages').scrollTop = byId('tg-messages').scrollHeight;
  });
  return load;
}
