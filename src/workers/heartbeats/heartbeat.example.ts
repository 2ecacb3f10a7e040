/** A body that the OpenAPI document shows. */
export const heartbeatExample = {
  status: 'ACTIVE',
  currentJobCount: 3,
  availableCapacity: 7,
  cpuUsage: 45.5,
  memoryUsage: 67.8,
  errorCount: 0,
  message: 'All systems operational',
};
