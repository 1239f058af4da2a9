import { expect } from 'chai';
import fc from 'fast-check';
import {
  acceptedSlot,
  AUTOMATIC_ANSWERS_A_DAY,
  type DialogueFacts,
  nextWord,
  type Understood,
} from '../../../domain/campaigns/dialogue.ts';

const calm: Understood = {
  tone: 'positive',
  optsOut: false,
  isAway: false,
  awayUntil: null,
  wantsSlot: null,
  wantsOtherService: null,
  wantsOtherStaff: null,
  needsPerson: false,
};
const SLOT = '2026-11-26T17:30:00+01:00';
const facts = (over: Partial<DialogueFacts> = {}, words: Partial<Understood> = {}): DialogueFacts => ({
  understood: { ...calm, ...words },
  isUnmatched: false,
  kinds: ['text'],
  isHandedOver: false,
  isOptedOut: false,
  isOptOutConfirmed: false,
  automaticAnswersToday: 0,
  offeredSlots: [SLOT],
  ...over,
});

const anyWords: fc.Arbitrary<Understood> = fc.record({
  tone: fc.constantFrom('positive', 'neutral', 'negative'),
  optsOut: fc.boolean(),
  isAway: fc.boolean(),
  awayUntil: fc.constantFrom(null, '2026-12-24'),
  wantsSlot: fc.constantFrom(null, SLOT, '2031-01-01T10:00:00Z', 'tomorrow; drop table visits'),
  wantsOtherService: fc.constantFrom(null, 'massage'),
  wantsOtherStaff: fc.constantFrom(null, 'JJ'),
  needsPerson: fc.boolean(),
});
const anyFacts: fc.Arbitrary<DialogueFacts> = fc.record({
  understood: fc.option(anyWords),
  isUnmatched: fc.boolean(),
  kinds: fc.array(fc.constantFrom('text', 'button', 'audio', 'image', 'reaction'), { minLength: 1, maxLength: 3 }),
  isHandedOver: fc.boolean(),
  isOptedOut: fc.boolean(),
  isOptOutConfirmed: fc.boolean(),
  automaticAnswersToday: fc.nat({ max: 5 }),
  offeredSlots: fc.constantFrom([], [SLOT]),
});

describe('the next word in a dialogue', () => {
  it('confirms an opt-out once, whatever else the same words mean', () => {
    expect(nextWord(facts({}, { optsOut: true, isAway: true, wantsSlot: SLOT }))).to.deep.equal({
      say: 'fixed',
      text: 'opted_out',
    });
    expect(nextWord(facts({ isOptOutConfirmed: true }, { optsOut: true }))).to.deep.equal({ say: 'nothing' });
  });

  it('never argues with an opt-out', () => {
    fc.assert(
      fc.property(anyFacts, (any) => {
        const said = nextWord({ ...any, understood: { ...calm, ...any.understood, optsOut: true } });
        expect(said.say).to.be.oneOf(['nothing', 'fixed', 'person']);
        if (said.say === 'fixed') expect(said.text).to.equal('opted_out');
      }),
    );
  });

  it('books only a slot that was offered, whatever the model read', () => {
    fc.assert(
      fc.property(anyFacts, (any) => {
        const said = nextWord(any);
        if (said.say === 'booking') expect(any.offeredSlots).to.include(said.slot);
      }),
    );
    expect(acceptedSlot({ ...calm, wantsSlot: '2026-11-26T16:30:00Z' }, [SLOT])).to.equal(SLOT);
  });

  it('is silent while a person has the conversation, except to confirm an opt-out', () => {
    fc.assert(
      fc.property(anyFacts, (any) => {
        const said = nextWord({ ...any, isHandedOver: true });
        if (said.say !== 'nothing') expect(said).to.deep.equal({ say: 'fixed', text: 'opted_out' });
      }),
    );
    expect(nextWord(facts({ isHandedOver: true }, { wantsSlot: SLOT }))).to.deep.equal({ say: 'nothing' });
    expect(nextWord(facts({ isHandedOver: true, isUnmatched: true }))).to.deep.equal({ say: 'nothing' });
  });

  it('never answers somebody who opted out before, and calls a person when they write again', () => {
    fc.assert(
      fc.property(anyFacts, (any) => {
        const said = nextWord({ ...any, isOptedOut: true });
        expect(said.say).to.be.oneOf(['nothing', 'person', 'fixed']);
        if (said.say === 'fixed') expect(said.text).to.equal('opted_out');
      }),
    );
    expect(nextWord(facts({ isOptedOut: true }))).to.deep.equal({ say: 'person', reason: 'opted_out' });
  });

  it('takes a thumb for no question, whatever the model made of it', () => {
    expect(nextWord({ ...facts({ kinds: ['reaction'] }), understood: null })).to.deep.equal({ say: 'nothing' });
    expect(nextWord(facts({ kinds: ['reaction'] }, { wantsSlot: SLOT }))).to.deep.equal({ say: 'nothing' });
  });

  it('books the accepted slot of somebody who is away until then', () => {
    expect(nextWord(facts({}, { isAway: true, wantsSlot: SLOT }))).to.deep.equal({ say: 'booking', slot: SLOT });
  });

  it('gives voice messages, strangers and the unintelligible to a person', () => {
    expect(nextWord(facts({ kinds: ['text', 'audio'] }))).to.include({ reason: 'not_text' });
    expect(nextWord(facts({ isUnmatched: true }))).to.include({ reason: 'unmatched_sender' });
    expect(nextWord(facts({ understood: null }))).to.include({ reason: 'not_understood' });
  });

  it('stops answering by itself after three answers a day', () => {
    expect(nextWord(facts({ automaticAnswersToday: AUTOMATIC_ANSWERS_A_DAY - 1 })).say).to.equal('written');
    expect(nextWord(facts({ automaticAnswersToday: AUTOMATIC_ANSWERS_A_DAY }))).to.include({
      reason: 'too_many_answers',
    });
  });

  it('leaves somebody who says no in peace', () => {
    expect(nextWord(facts({}, { tone: 'negative' }))).to.deep.equal({ say: 'nothing' });
  });

  it('confirms an absence in fixed words', () => {
    expect(nextWord(facts({}, { isAway: true, tone: 'negative' }))).to.deep.equal({ say: 'fixed', text: 'away' });
  });
});
