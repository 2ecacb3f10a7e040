import { loadSettings } from '../platform/config/load-settings.js';
import type { GivenSettings } from '../platform/config/given-settings.js';
import { openFileLimit } from '../platform/config/open-files.js';
import { connectionBoundsOf } from './connection-bounds.js';

const boundsOf = (overrides: GivenSettings, openFiles?: number) =>
  connectionBoundsOf(loadSettings({ overrides }), openFiles);

describe('The connections that a process accepts', () => {
  it('are those of the settings, and half of them for one address', () => {
    expect(boundsOf({}, 1_048_576)).toMatchObject({ most: 50_000, mostPerAddress: 25_000 });
    expect(boundsOf({})).not.toHaveProperty('warning');
    expect(boundsOf({ 'server.max-connections-per-address': 7 })).toMatchObject({ mostPerAddress: 7 });
  });

  it('leave descriptors for the rest of the service, with a warning that names values that work', () => {
    const { most, mostPerAddress, warning } = boundsOf({}, 1024);
    expect([most, mostPerAddress]).toEqual([886, 443]);
    expect(warning).toMatch(/raise the limit to 50138 .*, or set SERVER_MAX_CONNECTIONS=886$/);
    expect(boundsOf({ 'server.max-connections': 886 }, 1024)).not.toHaveProperty('warning');
  });

  it('are not limited by address for proxies', () => {
    const { isProxy } = boundsOf({ 'server.trust-proxy': ['10.0.0.0/8', '192.0.2.1', '2001:db8::/32'] });
    const addresses = ['10.1.2.3', '::ffff:10.1.2.3', '192.0.2.1', '2001:db8::7', '192.0.2.2', '::1', ''];
    expect(addresses.map(isProxy)).toEqual([true, true, true, true, false, false, false]);
  });
});

describe('The limit of open files', () => {
  it.each([
    ['Max open files            1024                 4096                 files     \n', 1024],
    ['Max open files            unlimited            unlimited            files     \n', undefined],
    ['', undefined],
  ])('%j is %s', (text, limit) => {
    expect(openFileLimit(() => `Limit  Soft Limit  Hard Limit  Units\n${text}`)).toBe(limit);
  });
});
