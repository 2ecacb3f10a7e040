import { once } from 'node:events';
import { AgentStateMachine } from './agent-state-machine.js';
import { RunningJobs } from './running-jobs.js';

describe('The state of an agent', () => {
  const started = () => {
    const jobs = new RunningJobs([], jest.fn());
    const [happened, end] = [jest.fn(), jest.fn()];
    const machine = new AgentStateMachine(jobs, { happened, end });
    machine.beginStart();
    return { jobs, happened, end, machine };
  };
  const REGISTERED = {
    kind: 'event',
    name: 'registered',
    detail: { id: 'x', outcome: 'created', registeredAt: '', releasedJobs: [], warnings: [] },
  } as const;
  const SUPERSEDED = { kind: 'event', name: 'superseded', detail: { message: 'Taken over' } } as const;
  const DEREGISTERED = { kind: 'event', name: 'deregistered', detail: { message: 'Gone' } } as const;

  it('accepts work once the worker is registered and no registration is under way', () => {
    const { machine } = started();
    machine.handleMessage(REGISTERED);
    expect([machine.state, machine.isReady, machine.acceptsWork]).toEqual(['registered', false, false]);
    machine.handleMessage({ kind: 'registering', registering: false });
    expect([machine.isReady, machine.acceptsWork]).toEqual([true, true]);
  });

  it('aborts the jobs and ends the agent when another process takes over', async () => {
    const { machine, jobs, end } = started();
    machine.handleMessage(REGISTERED);
    const job = jobs.runJob('job-1', (signal) => once(signal, 'abort').then(() => signal.reason as unknown));
    machine.handleMessage(SUPERSEDED);
    expect(await job).toMatchObject({ code: 'superseded', message: 'Taken over' });
    expect(end).toHaveBeenCalledWith('superseded');
  });

  it('ends as stopped if the first registration is refused, later as deregistered', () => {
    const { machine, end } = started();
    const refusal = { status: 403, code: 'forbidden', message: 'No', remedy: undefined };
    machine.handleMessage({ kind: 'start-refused', refusal });
    machine.handleMessage(REGISTERED);
    machine.handleMessage({ kind: 'start-refused', refusal });
    expect(end.mock.calls).toEqual([['stopped'], ['deregistered']]);
    expect(machine.startRefusal).toMatchObject({ code: 'forbidden' });
  });

  it('emits no event for the deregistration that a stop has requested', () => {
    const { machine, happened, end } = started();
    machine.changeState('stopping');
    machine.handleMessage(DEREGISTERED);
    machine.handleMessage({ kind: 'left', deregistered: true });
    expect([happened.mock.calls, end.mock.calls]).toEqual([[], []]);
    expect(machine.stopped).toEqual({ deregistered: true, abandonedJobs: [] });
  });
});
