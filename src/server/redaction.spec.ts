import { newSecret } from '../identity/access/secret-text.js';
import { withoutSecrets } from './redaction.js';

const { text } = newSecret('key');
const JWT = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ3In0.c2lnbmF0dXJl';

describe('A line of the log', () => {
  it.each([
    ['an API key, of which the public part stays', text, `${text.slice(0, 20)}_[secret]`],
    ['a token', `Bearer ${JWT}, refused`, 'Bearer [token], refused'],
    ['a password in an address', 'postgres://user:hidden@db:5432/x', 'postgres://user:[secret]@db:5432/x'],
    ['the password of a Redis', 'redis://:hidden@cache', 'redis://:[secret]@cache'],
    ['the key of a webhook', 'whsec_c2VjcmV0==', 'whsec_[secret]'],
  ])('is logged without %s', (_what, given, shown) => {
    expect(withoutSecrets(`{"msg":"${given}"}`)).toBe(`{"msg":"${shown}"}`);
  });

  it.each(['http://127.0.0.1:8080/a@b', 'worker-001 (10.0.0.1:80) was reached', 'wrk_short'])(
    'keeps %s',
    (given) => expect(withoutSecrets(given)).toBe(given),
  );

  it('contains no key, whatever field holds it', () => {
    expect(withoutSecrets(JSON.stringify({ msg: text, firstKey: true }))).not.toContain(text);
  });
});
