// Our rule: later than its own usual lateness.
import { DAY } from '../fleet.mjs';

/**
 * Suspects a worker when it is later than `factor` times its worst lateness, and later than `floor` seconds. Lateness
 * counts from when the heartbeat was due: the last one plus the interval that the server returned. The worst decays.
 */
export const lateness = ({ floor = 10, factor = 2, halfLife = DAY } = {}) => ({
  name: `due + max(${floor} s, ${factor} × worst lateness)`,
  watch: () => {
    let [last, due, worst] = [0, Infinity, 0];
    return {
      deadline: (at, told) => {
        worst = Math.max(worst * 2 ** ((last - at) / halfLife), at - due);
        last = at;
        due = at + told;
        return due + Math.max(floor, factor * worst);
      },
    };
  },
});
