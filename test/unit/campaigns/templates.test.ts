/** The product's templates: complete, acceptable to WhatsApp, and readable when filled in. */

import { expect } from 'chai';
import fc from 'fast-check';
import {
  asLanguage,
  FILLED_LIMIT,
  LANGUAGES,
  NAMELESS,
  PERSONAL_PART_LIMIT,
  render,
  SCENARIOS,
  TEMPLATES,
} from '../../../domain/campaigns/templates.ts';
import { readsAsOptOut } from '../../../domain/delivery/opt-out.ts';

describe('templates', () => {
  it('exist for every scenario in every language, once', () => {
    const keys = TEMPLATES.map((template) => `${template.name}/${template.language}`);
    expect(new Set(keys).size).to.equal(keys.length);
    expect(keys.length).to.equal(SCENARIOS.length * LANGUAGES.length);
  });

  for (const template of TEMPLATES) {
    it(`${template.name} in ${template.language} has its variables in order, none at an edge, none side by side`, () => {
      const places = [...template.body.matchAll(/\{\{(\d+)\}\}/g)].map((match) => Number(match[1]));
      expect(places).to.deep.equal(template.variables.map((_, index) => index + 1));
      expect(template.examples.length).to.equal(template.variables.length);
      expect(template.body).not.to.match(/^[^\p{L}]*\{\{|\}\}[^\p{L}]*$/u);
      expect(template.body).not.to.match(/\}\}\s*\{\{/);
    });

    it(`${template.name} in ${template.language} fits WhatsApp's limit with the longest personal part`, () => {
      const longest = template.variables.map((meaning) =>
        'x'.repeat(meaning === 'personal_part' ? PERSONAL_PART_LIMIT : 40),
      );
      expect(render(template.body, longest).length).to.be.at.most(FILLED_LIMIT);
    });
  }

  it('carry a button that counts as an opt-out when it comes back as a reply', () => {
    for (const { buttons } of TEMPLATES) {
      expect(buttons.map(readsAsOptOut)).to.deep.equal(['opts_out']);
      expect(buttons.every((text) => text.length <= 25)).to.equal(true);
    }
  });

  it('tell how to say no', () => {
    for (const { body } of TEMPLATES) expect(body).to.match(/STOP|СТОП/);
  });

  it('greet people without a name', () => {
    expect(Object.values(NAMELESS).every((name) => name.trim() !== '')).to.equal(true);
  });

  it('read as their body with the values in place, whatever the values hold', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...TEMPLATES),
        fc.array(fc.string(), { minLength: 3, maxLength: 3 }),
        (template, values) => {
          const parts = template.body.split(/\{\{\d+\}\}/);
          const expected = parts
            .map((part, index) => (index === 0 ? part : `${String(values[index - 1])}${part}`))
            .join('');
          expect(render(template.body, values)).to.equal(expected);
        },
      ),
    );
  });

  it('are chosen by the language of a card however it is written', () => {
    expect(['cs-CZ', 'RU', 'uk_UA', 'bg', 'en'].map(asLanguage)).to.deep.equal(['cs', 'ru', 'uk', 'bg', 'en']);
    expect([null, undefined, '', 'de'].map(asLanguage)).to.deep.equal(['en', 'en', 'en', 'en']);
  });
});
