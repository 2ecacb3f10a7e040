/** What answers say about a worker with an order. */
export const ORDER_MESSAGES = {
  DRAINING: 'Worker is draining',
  MAINTENANCE: 'Worker is in maintenance',
} as const;
