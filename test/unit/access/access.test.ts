import { expect } from 'chai';
import fc from 'fast-check';
import { MIN_PASSWORD_LENGTH, passwordProblem } from '../../../domain/access/passwords.ts';
import { mayDo, PERMISSIONS, permissionsOf } from '../../../domain/access/permissions.ts';
import type { Role } from '../../../domain/access/scope.ts';

const ROLES: Role[] = ['owner', 'manager', 'moderator', 'specialist', 'viewer'];

describe('permissions', () => {
  it('let the owner do everything', () => {
    expect(PERMISSIONS.every((permission) => mayDo('owner', permission))).to.equal(true);
  });

  it('give no role anything that the owner lacks, and a manager all but the settings', () => {
    for (const role of ROLES) expect(PERMISSIONS).to.include.members([...permissionsOf(role)]);
    expect(PERMISSIONS.filter((permission) => !mayDo('manager', permission))).to.deep.equal(['change_settings']);
  });

  it('let a viewer change nothing', () => {
    expect(permissionsOf('viewer').every((permission) => permission.startsWith('see_'))).to.equal(true);
  });

  it('keep the figures of the whole company from a specialist', () => {
    expect(mayDo('specialist', 'see_company')).to.equal(false);
    expect(mayDo('specialist', 'approve')).to.equal(true);
  });
});

describe('passwords', () => {
  it('shorter than twelve characters are refused, whatever they hold', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: MIN_PASSWORD_LENGTH - 1, unit: 'grapheme' }), (password) => {
        fc.pre(Array.from(password).length < MIN_PASSWORD_LENGTH);
        expect(passwordProblem(password, 'a@b.example')).to.equal('too_short');
      }),
    );
  });

  it('that carry the e-mail name or are what everybody tries first are refused', () => {
    expect(passwordProblem('Margaret-is-here', 'margaret@club.example')).to.equal('contains_email');
    expect(passwordProblem('password1234', 'a@b.example')).to.equal('easily_guessed');
    expect(passwordProblem('aaaaaaaaaaaaaaaa', 'a@b.example')).to.equal('easily_guessed');
  });

  it('of random words are accepted, also in Cyrillic', () => {
    expect(passwordProblem('тихий берег утром', 'a@b.example')).to.equal(null);
    expect(passwordProblem('lantern-oak-3-violet', 'owner@b.example')).to.equal(null);
  });
});
