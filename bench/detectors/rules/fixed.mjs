// A fixed time after the last heartbeat.

export const fixed = (seconds) => ({
  name: `fixed ${seconds} s`,
  watch: () => ({ deadline: (at) => at + seconds }),
});

/** Suspects nobody: no mistakes, and no death found. */
export const never = { name: 'never', watch: () => ({ deadline: () => Infinity }) };

/**
 * A rule whose verdicts come from a periodic pass: each deadline moves to the next pass.
 * @param passes how many passes have to find the worker late
 */
export const atPasses = (rule, every, passes = 1) => ({
  name: rule.name,
  watch: (random) => {
    const [inner, phase] = [rule.watch(random), random() * every];
    return {
      deadline: (at, told) => {
        const late = inner.deadline(at, told);
        return phase + (Math.ceil((late - phase) / every) + passes - 1) * every;
      },
    };
  },
});

export const named = (name, rule) => ({ ...rule, name });
