import { aliasOf, findVariable, misspeltVariables, unknownVariables, variableOf } from './variables.js';

const KEYS = [
  'server.port',
  'auth.mode',
  'database.url',
  'jobscheduler.worker.identity',
  'otel.service-name',
];

describe('The environment variable of a setting', () => {
  it.each([
    ['server.port', 'WORKER_REGISTRATION_SERVER_PORT', 'SERVER_PORT'],
    ['jobscheduler.worker.identity', 'JOBSCHEDULER_WORKER_IDENTITY', undefined],
    ['otel.service-name', 'OTEL_SERVICE_NAME', undefined],
  ])('has our prefix unless its own name is unambiguous: %s', (key, variable, alias) => {
    expect([variableOf(key), aliasOf(key)]).toEqual([variable, alias]);
  });

  it.each([
    ['the alias alone', { SERVER_PORT: '1' }, '1'],
    [
      'the name with the prefix before the alias',
      { SERVER_PORT: '1', WORKER_REGISTRATION_SERVER_PORT: '2' },
      '2',
    ],
    ['nothing that is empty', { SERVER_PORT: '' }, undefined],
    [
      'nothing that Kubernetes sets for a Service named server',
      { SERVER_PORT: 'tcp://10.96.0.1:80' },
      undefined,
    ],
  ])('gives %s', (_, environment, value) => {
    expect(findVariable('server.port', environment)?.value).toBe(value);
  });

  it('is reported with a suggestion if nothing reads it', () => {
    const environment = {
      WORKER_REGISTRATION_SERVER_PROT: '1',
      JOBSCHEDULER_WORKER_NONSENSE: '1',
      worker_registration_server_port: '1',
      PATH: '/bin',
    };
    expect(unknownVariables(KEYS, environment)).toEqual([
      'WORKER_REGISTRATION_SERVER_PROT is not a setting; did you mean WORKER_REGISTRATION_SERVER_PORT?',
      'JOBSCHEDULER_WORKER_NONSENSE is not a setting',
      'worker_registration_server_port is not a setting; did you mean WORKER_REGISTRATION_SERVER_PORT?',
    ]);
  });

  it('is not reported if Kubernetes sets it for our own Service, or the command line reads it', () => {
    const names = [
      'PORT',
      'PORT_80_TCP',
      'PORT_80_TCP_ADDR',
      'SERVICE_HOST',
      'SERVICE_PORT_HTTP',
      'KEY',
      'SERVER',
      'CONTEXT',
    ];
    const environment = Object.fromEntries(names.map((name) => [`WORKER_REGISTRATION_${name}`, 'x']));
    expect(unknownVariables(KEYS, environment)).toEqual([]);
  });

  it('counts as misspelt with one or two wrong letters, but not if it belongs to another program', () => {
    const environment = {
      AUTH_MOD: 'token',
      SERVER_SOFTWARE: 'nginx',
      SERVER_SERVICE_HOST: '10.0.0.1',
      PROT: '1',
    };
    expect(misspeltVariables(KEYS, environment)).toEqual([
      'AUTH_MOD is not a setting; did you mean AUTH_MODE?',
    ]);
  });
});
