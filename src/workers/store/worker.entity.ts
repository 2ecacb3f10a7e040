import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { ReconnectPolicy, WorkerDescription } from '../worker.js';

/** The description of a worker: table `worker`. */
@Entity('worker')
export class WorkerEntity implements WorkerDescription {
  @PrimaryColumn('uuid')
  id: string;

  @Column('text', { name: 'worker_id', unique: true })
  workerId: string;

  @Column('integer')
  revision: number;

  @Column('text')
  name: string;

  @Column('text', { name: 'host_name', nullable: true })
  hostName: string | null;

  @Column('text', { name: 'host_address', nullable: true })
  hostAddress: string | null;

  @Column('integer', { nullable: true })
  port: number | null;

  @Column('integer', { name: 'max_concurrent_jobs' })
  maxConcurrentJobs: number;

  @Column('jsonb')
  capabilities: Record<string, unknown>;

  @Column('text', { array: true })
  tags: string[];

  @Column('text', { nullable: true })
  version: string | null;

  @Column('integer', { name: 'priority_threshold' })
  priorityThreshold: number;

  @Column('double precision', { name: 'worker_load_factor' })
  workerLoadFactor: number;

  @Column('text', { nullable: true })
  zone: string | null;

  @Column('text', { name: 'health_path', nullable: true })
  healthPath: string | null;

  @Column('jsonb', { nullable: true })
  reconnect: ReconnectPolicy | null;
}
