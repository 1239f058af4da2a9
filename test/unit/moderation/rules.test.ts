import { expect } from 'chai';
import fc from 'fast-check';
import { TEMPLATES } from '../../../domain/campaigns/templates.ts';
import { moderatorAmong } from '../../../domain/moderation/access.ts';
import { callbackData, parseCallback, QUICK_REASONS, type Press } from '../../../domain/moderation/callback.ts';
import { digestOf, OPEN_CARDS, roomFor } from '../../../domain/moderation/digest.ts';
import { checkedEdit, filledIn } from '../../../domain/moderation/edit.ts';
import { SNOOZES } from '../../../domain/moderation/snooze.ts';
import { overdueStep } from '../../../domain/moderation/overdue.ts';

const key = fc.stringMatching(/^[0-9a-f]{32}$/);
const whole = fc.integer({ min: 1, max: 999_999_999 });
const press: fc.Arbitrary<Press> = fc.oneof(
  fc.record({
    press: fc.constantFrom(
      'approve' as const,
      'reject' as const,
      'edit' as const,
      'rewrite' as const,
      'rewrite_now' as const,
      'explain' as const,
      'translate' as const,
      'wake' as const,
    ),
    key,
    version: fc.option(whole),
  }),
  fc.record({ press: fc.constant('quick_reason' as const), key, reason: fc.constantFrom(...QUICK_REASONS) }),
  fc.record({ press: fc.constant('snooze' as const), key, snooze: fc.constantFrom(...SNOOZES) }),
  fc.record({ press: fc.constantFrom('more' as const, 'approve_all' as const), companyId: whole }),
  fc.record({ press: fc.constant('batch_page' as const), key, page: whole }),
  fc.record({ press: fc.constantFrom('batch_confirm' as const, 'batch_cancel' as const), key }),
);

describe('moderation buttons', () => {
  it('say the same thing after the way through Telegram, in 64 bytes', () => {
    fc.assert(
      fc.property(press, (pressed) => {
        const data = callbackData(pressed);
        expect(Buffer.byteLength(data)).to.be.at.most(64);
        expect(parseCallback(data)).to.deep.equal(pressed);
      }),
    );
  });

  it('mean nothing when somebody made them up', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 64 }), (data) => {
        expect(parseCallback(`x${data}`)).to.equal(null);
      }),
    );
    for (const data of [
      '',
      'a:',
      'a:zz',
      `a:${'0'.repeat(32)}:0`,
      `a:${'0'.repeat(32)}:1:2`,
      `q9:${'0'.repeat(32)}`,
      `s3:${'0'.repeat(32)}`,
      `p:${'0'.repeat(32)}`,
      `y:${'0'.repeat(32)}:1`,
      'm:0',
      'm:1e3',
    ])
      expect(parseCallback(data), data).to.equal(null);
  });
});

describe('moderation allow-list', () => {
  it('denies everybody while it is empty, and strangers always', () => {
    expect(moderatorAmong([], 7)).to.equal(null);
    expect(moderatorAmong([{ telegramUserId: 7, name: 'Anna' }], 8)).to.equal(null);
    expect(moderatorAmong([{ telegramUserId: 7, name: 'Anna' }], 7)?.name).to.equal('Anna');
  });
});

describe('moderation digest', () => {
  it('never opens more than ten cards by itself and never loses one', () => {
    fc.assert(
      fc.property(fc.nat(60), fc.nat(500), fc.boolean(), (shown, held, wasSaid) => {
        const room = roomFor({ shown, held });
        expect(room).to.be.within(0, held);
        if (room > 0) expect(shown + room).to.be.at.most(OPEN_CARDS);
        const digest = digestOf({ shown, held }, wasSaid);
        expect(digest.say === 'waiting' ? digest.held : 0).to.equal(held - room);
        if (digest.say === 'waiting') expect(digest.waiting).to.equal(shown + held);
      }),
    );
  });

  it('appears above ten and is taken back in words afterwards', () => {
    expect(digestOf({ shown: 0, held: 10 }, false)).to.deep.equal({ say: 'nothing' });
    expect(digestOf({ shown: 10, held: 2 }, false)).to.deep.equal({ say: 'waiting', waiting: 12, held: 2, next: 2 });
    expect(digestOf({ shown: 3, held: 0 }, true)).to.deep.equal({ say: 'all_shown' });
  });
});

describe('overdue messages', () => {
  const since = new Date('2026-11-20T10:00:00Z');
  const at = (hours: number): Date => new Date(since.getTime() + hours * 3_600_000);
  const card = { awaitingSince: since, remindedAt: null, escalatedAt: null };

  it('are reminded of after four hours and told to the owner after a day, each once', () => {
    expect(overdueStep(card, at(3.99))).to.equal(null);
    expect(overdueStep(card, at(4))).to.equal('remind');
    expect(overdueStep({ ...card, remindedAt: at(4) }, at(23))).to.equal(null);
    expect(overdueStep({ ...card, remindedAt: at(4) }, at(24))).to.equal('escalate');
    expect(overdueStep({ ...card, escalatedAt: at(24) }, at(60))).to.equal(null);
  });
});

describe('edits', () => {
  const body = 'Hello {{1}}! {{2}} Reply here.';
  const template = { kind: 'template' as const, body, variables: ['Kim', 'It has been a while.'] };

  it('of every template that comes with the product are understood when the whole text is typed', () => {
    for (const { body, variables } of TEMPLATES) {
      const before = variables.map((_, index) => `было ${String(index)}`);
      const after = variables.map((_, index) => `стало ${String(index)}`);
      const message = { kind: 'template' as const, body, variables: before };
      expect(checkedEdit(message, { text: filledIn(body, after) })).to.deep.equal({
        text: filledIn(body, after),
        variables: after,
      });
    }
  });

  it('of a template change its variables and leave its fixed words', () => {
    expect(checkedEdit(template, { variables: ['Kim', 'Come back.'] })).to.deep.equal({
      text: 'Hello Kim! Come back. Reply here.',
      variables: ['Kim', 'Come back.'],
    });
    expect(checkedEdit(template, { text: 'Come\n back. ' })).to.deep.equal(
      checkedEdit(template, { variables: ['Kim', 'Come back.'] }),
    );
    expect(checkedEdit(template, { text: 'Hello Kimberly! Come back. Reply here.' })).to.have.deep.property(
      'variables',
      ['Kimberly', 'Come back.'],
    );
  });

  it('of a template that WhatsApp would refuse are refused here', () => {
    expect(checkedEdit(template, { variables: ['Kim', 'a\nb'] })).to.deep.equal({ problem: 'not_one_line' });
    expect(checkedEdit(template, { variables: ['Kim', 'a    b'] })).to.deep.equal({ problem: 'not_one_line' });
    expect(checkedEdit(template, { variables: ['Kim', '  '] })).to.deep.equal({ problem: 'empty' });
    expect(checkedEdit(template, { variables: ['Kim'] })).to.deep.equal({ problem: 'wrong_number_of_variables' });
    expect(checkedEdit(template, { text: 'x'.repeat(501) })).to.deep.equal({ problem: 'too_long' });
    expect(checkedEdit({ ...template, body: null }, { text: 'x' })).to.deep.equal({ problem: 'template_missing' });
  });

  it('inside the window take any text that is not empty and not over 4096', () => {
    const text = { kind: 'text' as const, body: null, variables: null };
    expect(checkedEdit(text, { text: ' one\ntwo ' })).to.deep.equal({ text: 'one\ntwo', variables: null });
    expect(checkedEdit(text, { text: ' \n ' })).to.deep.equal({ problem: 'empty' });
    expect(checkedEdit(text, { text: 'x'.repeat(4097) })).to.deep.equal({ problem: 'too_long' });
  });

  it('of a template always make a text that WhatsApp accepts, whatever is typed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 1200 }), (typed) => {
        const edit = checkedEdit(template, { text: typed });
        if ('problem' in edit) return;
        expect(edit.text).to.equal(filledIn(body, edit.variables ?? []));
        for (const value of edit.variables ?? []) expect(value).to.match(/^(?!.* {4})[^\n\r\t]+$/u);
      }),
    );
  });
});
