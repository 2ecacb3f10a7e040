import { AccessDesk } from '../support/access-desk.js';
import { builtClient, EurekaProgram, installedJsClient } from '../support/eureka-clients.js';
import { until } from '../support/waiting.js';

jest.setTimeout(300_000);

/** Unmodified clients, in processes of their own. */
describe('Clients of Eureka', () => {
  let desk: AccessDesk;
  const started: EurekaProgram[] = [];
  const run = (program: EurekaProgram): EurekaProgram => {
    started.push(program);
    return program;
  };
  beforeAll(async () => {
    desk = await AccessDesk.open({
      'facades.eureka.enabled': true,
      'jobscheduler.worker.reconnect-enabled': false,
    });
  });
  afterAll(async () => {
    for (const each of started) each.kill('SIGKILL');
    await Promise.all(started.map(({ program }) => program.exit));
    await desk.close();
  });

  it('for JavaScript registers, sees orders, registers again, and leaves', async () => {
    const folder = await installedJsClient();
    if (folder === undefined) return;
    const { key } = await desk.key({ roles: ['registrar', 'gateway', 'operator'] });
    const operator = await desk.as('operator');
    const scripts = run(EurekaProgram.js(folder, desk.server.url, key));
    await scripts.sees('scripts:1=UP');
    await operator.post('/SCRIPTS@scripts:1/drain', { reason: 'disk' });
    // This client leaves out what is not UP.
    await scripts.sees();
    await operator.post('/SCRIPTS@scripts:1/activate');
    await scripts.sees('scripts:1=UP');
    await operator.delete('/SCRIPTS@scripts:1');
    await until(async () => (await operator.get('/SCRIPTS@scripts:1')).status === 200);
    expect((await operator.get('/SCRIPTS@scripts:1')).body).toMatchObject({ port: 18_080, leaseSeconds: 5 });
    scripts.kill('SIGTERM');
    await until(async () => (await operator.get('/SCRIPTS@scripts:1')).body['presence'] === 'LEFT');
  });

  it('for Spring Cloud discover each other, see orders and deaths, register again, and leave', async () => {
    const older = await builtClient('Boot 3.5');
    const newer = await builtClient('Boot 4.0');
    if (older === undefined || newer === undefined) return;
    const { key } = await desk.key({ roles: ['registrar', 'gateway', 'operator'] });
    const url = `${desk.server.url.replace('//', `//eureka:${key}@`)}/eureka/`;
    const operator = await desk.as('operator');
    const orders = run(EurekaProgram.boot(older, url, 'orders', '127.9.0.1'));
    const billing = run(EurekaProgram.boot(newer, url, 'billing', '127.9.0.2'));
    const both = ['billing:1=UP', 'orders:1=UP'];
    await Promise.all([orders.sees(...both), billing.sees(...both)]);

    await operator.post('/ORDERS@orders:1/maintenance', { reason: 'disk' });
    await billing.sees('billing:1=UP', 'orders:1=OUT_OF_SERVICE');
    await operator.post('/ORDERS@orders:1/activate');
    await Promise.all([orders.sees(...both), billing.sees(...both)]);

    // The next renewal gets 404, and the client registers again.
    const { id } = (await operator.get('/BILLING@billing:1')).body;
    await operator.delete('/BILLING@billing:1');
    await until(async () => {
      const { status, body } = await operator.get('/BILLING@billing:1');
      return status === 200 && body['id'] !== id;
    });
    await orders.sees(...both);

    orders.kill('SIGKILL');
    await billing.sees('billing:1=UP');
    expect((await operator.get('/ORDERS@orders:1')).body['health']).not.toBe('HEALTHY');

    billing.kill('SIGTERM');
    await until(async () => (await operator.get('/BILLING@billing:1')).body['presence'] === 'LEFT');
  });
});
