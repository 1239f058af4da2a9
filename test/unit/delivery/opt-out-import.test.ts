import { expect } from 'chai';
import fc from 'fast-check';
import { readOptOuts } from '../../../domain/delivery/opt-out-import.ts';

const AT = new Date('2026-03-01T10:00:00Z');
const read = (text: string, country = 'CZ') => readOptOuts(text, { country, at: AT });

describe('a list of earlier opt-outs', () => {
  it('is read with a heading in any of the languages, columns in any order, and any separator', () => {
    for (const text of [
      'source;date;phone\nOld;2025-03-31;777 123 456',
      'Телефон,Дата,Источник\n+420777123456,31.03.2025,Old',
      'telefon\tdatum\tzdroj\n777123456\t31/03/2025\tOld',
      '\uFEFFphone,date,source\r\n"777 123 456",2025-03-31 18:00,Old\r\n',
    ])
      expect(read(text), text).to.deep.equal({
        lines: [{ line: 2, phone: '+420777123456', at: new Date('2025-03-31T12:00:00Z'), source: 'Old' }],
        bad: [],
      });
  });

  it('needs no heading, no date and no source', () => {
    expect(read('777123456\n+16047001001')).to.deep.equal({
      lines: [
        { line: 1, phone: '+420777123456', at: null, source: null },
        { line: 2, phone: '+16047001001', at: null, source: null },
      ],
      bad: [],
    });
  });

  it('names every line it cannot read, and the second of two alike', () => {
    const text = [
      '777123456',
      'nonsense',
      ',2025-01-01',
      '777123457,31.02.2025',
      '777123458,2026-03-02',
      '+420777123456',
    ];
    expect(read(text.join('\n')).bad).to.deep.equal([
      { line: 2, reason: 'bad_phone' },
      { line: 3, reason: 'no_phone' },
      { line: 4, reason: 'bad_date' },
      { line: 5, reason: 'date_ahead' },
      { line: 6, reason: 'twice' },
    ]);
  });

  it('is answered for any text whatsoever, each line once', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (text) => {
        const { lines, bad } = read(text);
        const numbers = [...lines, ...bad].map(({ line }) => line);
        expect(new Set(numbers).size).to.equal(numbers.length);
      }),
    );
  });
});
