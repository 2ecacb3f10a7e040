import type { WarningsDto } from '../../src/foresight/warnings/dto/warnings.dto.js';
import { WarningWatch } from '../../src/foresight/warnings/warning-watch.js';
import { registration } from '../factories/registration.factory.js';
import type { TestServer } from './test-server.js';

/** Lets minutes pass for workers, and reads the warnings. */
export function warningDesk(server: () => TestServer) {
  const register = (workerId: string, fields: object = {}) =>
    server().api.post('/register', registration({ workerId, ...fields }));
  const beat = (workerId: string, figures: object) => server().api.post(`/${workerId}/heartbeat`, figures);
  const watch = () => server().app.get(WarningWatch).recordWarnings();
  /** As if the minutes had passed since all figures, events and warnings. */
  const pass = async (minutes: number) => {
    const ago = `interval '${minutes} minutes'`;
    await server().database.query(`UPDATE worker_registration.worker_trend SET at = at - ${ago}`);
    await server().database.query(`UPDATE worker_registration.journal SET at = at - ${ago}`);
    await server().database.query(
      `UPDATE worker_registration.worker_state SET last_heartbeat = last_heartbeat - ${ago} - interval '5 seconds'`,
    );
    await server().database.query(
      `UPDATE worker_registration.warning SET began_at = began_at - ${ago}, seen_at = seen_at - ${ago},
         ended_at = ended_at - ${ago}, judged_by = judged_by - ${ago}, outcome_at = outcome_at - ${ago}`,
    );
  };
  const minute = async (workerId: string, figures: object) => {
    await pass(1);
    await beat(workerId, figures);
    await watch();
  };
  let asked = 0;
  /** Answers are shared for a second: each question is another one. */
  const read = async (query = '') => {
    asked = (asked % 900) + 1;
    return (await server().api.get<WarningsDto>(`/warnings?limit=${asked + 10}${query}`)).body;
  };
  return { register, beat, watch, pass, minute, read };
}
