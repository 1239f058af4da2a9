import { expect } from 'chai';
import fc from 'fast-check';
import { normalPhone } from '../../../domain/sync/phone.ts';

describe('phones of client cards', () => {
  it('reads a number without a country as one of the company’s country', () => {
    expect(normalPhone('777 123 456', 'CZ')).to.equal('+420777123456');
    expect(normalPhone('604-700-0001', 'CA')).to.equal('+16047000001');
  });

  it('reads an international number in each way that people and platforms write it', () => {
    for (const raw of ['+420777123456', '+420 777 123 456', '420777123456', '00420777123456', 420777123456]) {
      expect(normalPhone(raw, 'CZ'), String(raw)).to.equal('+420777123456');
    }
    expect(normalPhone('79161234567', 'CZ')).to.equal('+79161234567');
    expect(normalPhone('+380671234567', 'CZ')).to.equal('+380671234567');
  });

  it('says that what is no phone is none', () => {
    for (const raw of ['', '   ', null, undefined, '123', 'nemá', '+42012', '+', '0', '000000000']) {
      expect(normalPhone(raw, 'CZ'), String(raw)).to.equal(null);
    }
  });

  it('does not mind a country nobody knows, as long as the number is international', () => {
    expect(normalPhone('+16047000001', 'XX')).to.equal('+16047000001');
  });

  it('gives every person of the books a valid phone', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9999 }), (k) => {
        const phone = `+1604${String(7_000_000 + k)}`;
        expect(normalPhone(phone, 'CA')).to.equal(phone);
      }),
    );
  });

  it('answers with E.164 or nothing, and leaves its own answer as it is, whatever it is given', () => {
    const digits = fc.stringMatching(/^\+?[0-9 ()-]{0,18}$/);
    fc.assert(
      fc.property(fc.oneof(digits, fc.string()), fc.constantFrom('CZ', 'CA', 'RU', 'BG', 'XX', ''), (raw, country) => {
        const phone = normalPhone(raw, country);
        if (phone === null) return;
        expect(phone).to.match(/^\+[1-9][0-9]{6,14}$/);
        expect(normalPhone(phone, country)).to.equal(phone);
        expect(normalPhone(phone, 'CZ')).to.equal(phone);
      }),
      { numRuns: 500 },
    );
  });
});
