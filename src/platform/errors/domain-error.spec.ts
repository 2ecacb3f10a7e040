import { DomainError } from './domain-error.js';

describe('A domain error', () => {
  it('has a stack trace if it is a fault of the service, not of a request', () => {
    expect(new DomainError('credential_missing').stack).not.toContain('\n');
    expect(new DomainError('internal_error').stack).toContain('domain-error.spec.ts');
    expect(new Error('other').stack).toContain('domain-error.spec.ts');
  });
});
