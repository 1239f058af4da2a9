import { expect } from 'chai';
import fc from 'fast-check';
import { createPace, type CallKind } from '../../../workers/moderation/pace.ts';

const GROUP = -100;

describe('the bot’s pace', () => {
  it('never passes one call a second in a chat nor twenty new messages a minute in a group', () => {
    const call = fc.record({ waitMs: fc.nat(2_000), kind: fc.constantFrom<CallKind>('post', 'talk', 'edit') });
    fc.assert(
      fc.property(fc.array(call, { maxLength: 200 }), (calls) => {
        let now = 0;
        const pace = createPace(undefined, () => now);
        const made: { at: number; kind: CallKind }[] = [];
        for (const { waitMs, kind } of calls) {
          now += waitMs;
          if (!pace.isFree(GROUP, kind)) continue;
          pace.used(GROUP, kind);
          made.push({ at: now, kind });
        }
        for (const [index, { at }] of made.entries()) {
          const before = made[index - 1];
          if (before) expect(at - before.at).to.be.at.least(1_000);
          const minute = made.filter((one) => one.kind !== 'edit' && one.at <= at && one.at > at - 60_000);
          expect(minute.length).to.be.at.most(20);
        }
      }),
    );
  });

  it('keeps places for questions and answers when cards use up the minute', () => {
    let now = 0;
    const pace = createPace(undefined, () => now);
    for (; pace.isFree(GROUP, 'post'); now += 1_100) pace.used(GROUP, 'post');
    expect([pace.isFree(GROUP, 'post'), pace.isFree(GROUP, 'talk'), pace.isFree(GROUP, 'edit')]).to.deep.equal([
      false,
      true,
      true,
    ]);
  });

  it('never passes thirty calls a second over all chats', () => {
    let now = 0;
    const pace = createPace(undefined, () => now);
    const made: number[] = [];
    for (let step = 0; step < 600; step += 1) {
      now += 5;
      const chat = step + 1;
      if (!pace.isFree(chat, 'post')) continue;
      pace.used(chat, 'post');
      made.push(now);
    }
    for (const at of made) expect(made.filter((one) => one <= at && one > at - 1_000).length).to.be.at.most(30);
    expect(made.length).to.be.greaterThan(80);
  });

  it('is silent in a chat for as long as a 429 says, and in that chat only', () => {
    let now = 0;
    const pace = createPace(undefined, () => now);
    pace.hold(GROUP, 17_000);
    now = 16_999;
    expect([pace.isFree(GROUP, 'edit'), pace.isFree(GROUP - 1, 'edit')]).to.deep.equal([false, true]);
    now = 17_000;
    expect(pace.isFree(GROUP, 'edit')).to.equal(true);
  });
});
