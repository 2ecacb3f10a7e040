import { RefusalLog, type RefusalLine } from './refusal-log.js';

const refusal = (address: string, reason = 'invalid_token'): RefusalLine => ({ reason, address });

describe('The log of refused requests', () => {
  let lines: object[];
  let log: RefusalLog;
  let endWindow: () => void;
  beforeEach(() => {
    lines = [];
    log = new RefusalLog(
      (line) => lines.push(line),
      (then) => {
        endWindow = then;
        return () => (endWindow = () => undefined);
      },
    );
  });

  it('has a line for each while they are few', () => {
    for (let window = 0; window < 3; window += 1) {
      log.logRefusal(refusal('192.0.2.1'));
      log.logRefusal(refusal('192.0.2.2'));
      endWindow();
    }
    expect(lines).toHaveLength(6);
  });

  it('counts refusals of an address beyond the first three, and still logs those of others', () => {
    for (let each = 0; each < 1000; each += 1) log.logRefusal(refusal('192.0.2.1'));
    log.logRefusal(refusal('192.0.2.2', 'role_missing'));
    expect(lines).toHaveLength(4);
    expect(lines[3]).toMatchObject({ address: '192.0.2.2' });
    endWindow();
    expect(lines[4]).toEqual({
      msg: '997 more requests were refused in the last 10 s',
      reasons: { invalid_token: 997 },
      addresses: ['192.0.2.1'],
    });
  });

  it('reports the rest at once when the service stops, and nothing later', () => {
    for (let each = 0; each < 5; each += 1) log.logRefusal(refusal('192.0.2.1'));
    log.endWindow();
    expect(lines[3]).toMatchObject({ msg: '2 more requests were refused in the last 10 s' });
    log.logRefusal(refusal('192.0.2.1'));
    expect(lines).toHaveLength(5);
    endWindow();
    expect(lines).toHaveLength(5);
  });

  it('does not grow with the number of addresses of an attack', () => {
    for (let each = 0; each < 100_000; each += 1) log.logRefusal(refusal(`2001:db8::${each.toString(16)}`));
    endWindow();
    expect(lines).toHaveLength(21);
    expect((lines[20] as { addresses: string[] }).addresses).toHaveLength(10);
  });
});
