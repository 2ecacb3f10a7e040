import { loadSettings } from './load-settings.js';

describe('A service', () => {
  it.each([
    ['127.0.0.1', true],
    ['localhost', true],
    ['0.0.0.0', false],
    ['10.0.0.1', false],
  ])('allows probes of loopback by default at server.host %s: %s', (host, allowed) => {
    const settings = { 'server.host': host, 'auth.mode': 'token' };
    const { worker } = loadSettings({ overrides: settings });
    const given = { ...settings, 'jobscheduler.worker.reconnect-allow': '127.0.0.0/8' };
    expect(worker.reconnectAllow.includes('127.0.0.0/8')).toBe(allowed);
    expect(loadSettings({ overrides: given }).worker.reconnectAllow).toEqual(['127.0.0.0/8']);
  });
});
