/** What the form of a rule works out before it is sent. */

import { expect } from 'chai';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

interface Rule {
  isActive: boolean;
  manualInterval: number | null;
  calculatedAvgInterval: number | null;
  aiSuggestedInterval: number | null;
  aiSuggestionAccepted: boolean;
  aiSuggestionDeclinedAt: string | null;
  defaultIntervalDays: number;
  retryIntervalDays: number;
  maxAttempts: number;
  discountProgression: number[];
  isPersonalTraining: boolean | null;
  version: number;
}
interface Form {
  manual: string;
  answer: { days: number; isAccepted: boolean | null } | null;
}
interface RuleForm {
  formOf: (rule: Rule) => Form;
  inForce: (form: Form, rule: Rule) => { source: string; days: number };
  answerTo: (form: Form, rule: Rule) => string;
  discountsOf: (typed: string) => number[] | null;
  sameChoices: (a: Rule, b: Rule) => boolean;
  updateOf: (form: Form, discounts: number[], rules: { seen: Rule; now: Rule }) => Record<string, unknown>;
}
const FILE = '../../admin-ui/src/features/campaigns/components/rule-form.ts';
/** By address and not by name: the admin is built by its own tool and must not become part of this compilation. */
const form = (await import(pathToFileURL(path.join(import.meta.dirname, FILE)).href)) as RuleForm;

const rule = (more: Partial<Rule> = {}): Rule => ({
  isActive: true,
  manualInterval: null,
  calculatedAvgInterval: null,
  aiSuggestedInterval: null,
  aiSuggestionAccepted: false,
  aiSuggestionDeclinedAt: null,
  defaultIntervalDays: 30,
  retryIntervalDays: 14,
  maxAttempts: 3,
  discountProgression: [10, 15, 20],
  isPersonalTraining: null,
  version: 4,
  ...more,
});
const accepted = { days: 38, isAccepted: true };

describe('the form of a rule', () => {
  it('shows the first source of the interval that is known as the one that counts', () => {
    const all = rule({ manualInterval: 60, calculatedAvgInterval: 41, aiSuggestedInterval: 38 });
    const typed = { ...form.formOf(all), answer: accepted };
    expect(form.inForce(typed, all)).to.deep.equal({ source: 'manual', days: 60 });
    expect(form.inForce({ ...typed, manual: ' ' }, all)).to.deep.equal({ source: 'historical', days: 41 });
    const young = rule({ aiSuggestedInterval: 38 });
    expect(form.inForce({ manual: '', answer: accepted }, young)).to.deep.equal({ source: 'ai', days: 38 });
    expect(form.inForce({ manual: '', answer: null }, young)).to.deep.equal({ source: 'default', days: 30 });
  });

  it('asks anew about a suggestion that replaced the one answered', () => {
    const answered = { ...form.formOf(rule()), answer: accepted };
    expect(form.answerTo(answered, rule({ aiSuggestedInterval: 38 }))).to.equal('yes');
    expect(form.answerTo(answered, rule({ aiSuggestedInterval: 35 }))).to.equal('open');
    expect(form.inForce(answered, rule({ aiSuggestedInterval: 35 })).source).to.equal('default');
  });

  it('says yes or no to a suggestion only where there is one', () => {
    const now = rule({ aiSuggestedInterval: 38, version: 5 });
    const seen = rule();
    expect(form.updateOf(form.formOf(seen), [10], { seen, now: seen })).not.to.have.property('aiSuggestionAccepted');
    const update = form.updateOf({ ...form.formOf(seen), answer: accepted }, [10], { seen, now });
    expect(update).to.include({ aiSuggestionAccepted: true, aiSuggestionDeclined: false, version: 5 });
  });

  it('keeps a no that was said before, until it is taken back or turned into a yes', () => {
    const now = rule({ aiSuggestedInterval: 38, aiSuggestionDeclinedAt: '2026-11-03T12:00:00.000Z' });
    const sent = (answer: Form['answer']) => form.updateOf({ ...form.formOf(now), answer }, [10], { seen: now, now });
    const said = (isAccepted: boolean, isDeclined: boolean) => ({
      aiSuggestionAccepted: isAccepted,
      aiSuggestionDeclined: isDeclined,
    });
    expect(form.answerTo({ manual: '', answer: null }, now)).to.equal('no');
    expect(sent(null)).to.include(said(false, true));
    expect(sent({ days: 38, isAccepted: null })).to.include(said(false, false));
    expect(sent(accepted)).to.include(said(true, false));
    // The no was to another number.
    expect(form.sameChoices(now, rule({ aiSuggestedInterval: 35, version: 5 }))).to.equal(true);
    expect(form.sameChoices(now, rule({ aiSuggestedInterval: 38, version: 5 }))).to.equal(false);
  });

  it('does not overwrite what somebody else changed, and a suggestion that arrived is nobody’s change', () => {
    const seen = rule({ aiSuggestedInterval: 38, aiSuggestionAccepted: true });
    const suggested = rule({ aiSuggestedInterval: 35, aiSuggestionAccepted: false, version: 5 });
    const changed = rule({ ...seen, maxAttempts: 2, version: 5 });
    expect(form.sameChoices(seen, suggested)).to.equal(true);
    expect(form.sameChoices(seen, changed)).to.equal(false);
    // The old version is refused by the API.
    expect(form.updateOf(form.formOf(seen), [10], { seen, now: changed })).to.include({ version: 4 });
  });

  it('takes one to ten discounts of 0 to 90 per cent, however they are separated', () => {
    expect(form.discountsOf('10, 15; 20 %')).to.deep.equal([10, 15, 20]);
    expect(form.discountsOf('0')).to.deep.equal([0]);
    for (const typed of ['', 'ten', '95', '-5', '7.5', '1 2 3 4 5 6 7 8 9 10 11'])
      expect(form.discountsOf(typed), typed).to.equal(null);
  });
});
