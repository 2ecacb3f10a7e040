/** Why workers register, and what each cause means. */
export const CAUSES = {
  created: 'registered for the first time.',
  replaced: 'a forced registration dropped the old record.',
  arrived: 'was registered in advance, and is there for the first time.',
  'after-loss': 'was lost before.',
  'after-leaving': 'had left before.',
  restarted: 'a new process.',
  resumed: 'the same jobs, possibly in a new process.',
  refreshed: 'the same process; repetitions within moments are not recorded.',
} as const;
