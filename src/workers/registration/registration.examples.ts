/** Example bodies in the OpenAPI document. */

export const registrationExamples = {
  full: {
    summary: 'All fields',
    value: {
      workerId: 'worker-001',
      name: 'Production Worker 1',
      hostName: 'prod-worker-01',
      hostAddress: '10.0.1.15',
      port: 8080,
      maxConcurrentJobs: 10,
      capabilities: { java: true, python: true },
      tags: ['production', 'high-performance'],
      version: '2.1.0',
      priorityThreshold: 200,
      workerLoadFactor: 1.2,
    },
  },
  short: {
    summary: 'Required fields only',
    value: {
      workerId: 'worker-001',
      name: 'Test Worker',
      hostAddress: 'localhost',
      port: 9090,
      maxConcurrentJobs: 5,
    },
  },
};
