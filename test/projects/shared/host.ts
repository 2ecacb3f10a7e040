import {
  Body,
  Controller,
  Get,
  Injectable,
  Module,
  Post,
  ServiceUnavailableException,
  ValidationPipe,
  type CanActivate,
  type DynamicModule,
  type ExecutionContext,
  type INestApplication,
} from '@nestjs/common';
import { APP_GUARD, NestFactory, type AbstractHttpAdapter } from '@nestjs/core';
import { Interval, ScheduleModule, SchedulerRegistry, Timeout } from '@nestjs/schedule';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import { Throttle, ThrottlerGuard, ThrottlerModule } from '@nestjs/throttler';
import { getDataSourceToken, InjectRepository, TypeOrmModule } from '@nestjs/typeorm';
import { IsString } from 'class-validator';
import { Column, DataSource, Entity, PrimaryColumn, Repository } from 'typeorm';
import { WorkerRegistrationModule } from 'worker-registration';

@Entity()
class Invoice {
  @PrimaryColumn('text')
  id!: string;

  @Column('text')
  customer!: string;
}

class InvoiceBody {
  @IsString()
  id!: string;

  @IsString()
  customer!: string;
}

@Injectable()
class Billing {
  readonly ticks = { every: 0, once: 0 };

  @Interval(100_000)
  every(): void {
    this.ticks.every += 1;
  }

  @Timeout(1)
  once(): void {
    this.ticks.once += 1;
  }
}

@Injectable()
class NoStrangers implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const { headers } = context.switchToHttp().getRequest<{ headers: Record<string, string> }>();
    return headers['x-stranger'] === undefined;
  }
}

@Controller('invoices')
class InvoiceController {
  constructor(@InjectRepository(Invoice) private readonly invoices: Repository<Invoice>) {}

  @Get()
  list(): Promise<Invoice[]> {
    return this.invoices.find();
  }

  @Post()
  add(@Body() body: InvoiceBody): Promise<InvoiceBody> {
    return this.invoices.save(body);
  }

  @Throttle({ default: { limit: 2, ttl: 60_000 } })
  @Get('scarce')
  scarce(): string {
    return 'scarce';
  }

  @Get('closed')
  closed(): never {
    throw new ServiceUnavailableException();
  }
}

/** A route with a name like one of the module's. */
@Controller('workers-of-the-month')
class OtherController {
  @Get()
  list(): string[] {
    return ['Anna'];
  }
}

function hostModule(url: string, imports: DynamicModule[]): DynamicModule {
  @Module({
    imports: [
      TypeOrmModule.forRoot({ type: 'postgres', url, entities: [Invoice], synchronize: true }),
      TypeOrmModule.forFeature([Invoice]),
      ScheduleModule.forRoot(),
      ThrottlerModule.forRoot([{ ttl: 60_000, limit: 1000 }]),
      ...imports,
    ],
    controllers: [InvoiceController, OtherController],
    providers: [
      Billing,
      { provide: APP_GUARD, useClass: NoStrangers },
      { provide: APP_GUARD, useClass: ThrottlerGuard },
    ],
  })
  class HostModule {}
  return { module: HostModule };
}

const PREFIX = '/workers';

/** Returns what a client, a schedule and a reader of the documentation notice of the application. */
async function observe(app: INestApplication): Promise<unknown> {
  const url = await app.getUrl();
  const json = { 'content-type': 'application/json' };
  const statusOf = async (path: string, init: RequestInit = {}): Promise<string> => {
    const answer = await fetch(`${url}${path}`, init);
    return `${init.method ?? 'GET'} ${path} ${answer.status} ${answer.headers.get('content-type')} ${await answer.text()}`;
  };
  const post = (body: string) => statusOf('/invoices', { method: 'POST', headers: json, body });
  const large = JSON.stringify({ id: '2', customer: 'x'.repeat(2_000_000) });
  const answers = [
    await post('{"id":"1","customer":"anna"}'),
    await post('{"id":"1","customer":"anna","unknown":true}'),
    await post('{"id":'),
    (await post(large)).slice(0, 60),
    await statusOf('/invoices'),
    await statusOf('/invoices', { headers: { 'x-stranger': 'yes' } }),
    await statusOf('/invoices/closed'),
    await statusOf('/invoices/none'),
    await statusOf('/health'),
    await statusOf('/workers-of-the-month'),
    await statusOf('/invoices/scarce'),
    await statusOf('/invoices/scarce'),
    await statusOf('/invoices/scarce'),
  ];
  const { paths, components } = SwaggerModule.createDocument(app, new DocumentBuilder().build());
  const registry = app.get(SchedulerRegistry, { strict: false });
  const source = app.get<DataSource>(getDataSourceToken(), { strict: false });
  return {
    answers,
    ticks: app.get(Billing).ticks,
    schedules: [registry.getIntervals().length, registry.getTimeouts().length, registry.getCronJobs().size],
    paths: Object.keys(paths).filter((path) => !path.startsWith(`${PREFIX}/`) && path !== PREFIX),
    schemas: Object.keys(components?.schemas ?? {}).filter((name) => name.startsWith('Invoice')),
    entities: source.entityMetadatas.map(({ tableName }) => tableName),
  };
}

/** Runs the application once. */
async function run<T>(
  adapter: AbstractHttpAdapter,
  module: DynamicModule,
  work: (app: INestApplication) => Promise<T>,
): Promise<T> {
  const app = await NestFactory.create(module, adapter, { logger: false });
  app.useGlobalPipes(new ValidationPipe({ whitelist: true, forbidNonWhitelisted: true, transform: true }));
  await app.listen(0, '127.0.0.1');
  try {
    return await work(app);
  } finally {
    await app.close();
  }
}

/** Returns the statuses of a life of a worker at the routes of the module. */
async function liveOn(app: INestApplication): Promise<number[]> {
  const url = `${await app.getUrl()}${PREFIX}`;
  const id = `guest-${process.pid}`;
  const call = async (method: string, path: string, body?: object): Promise<number> => {
    const headers = { 'content-type': 'application/json' };
    const text = body === undefined ? {} : { headers, body: JSON.stringify(body) };
    return (await fetch(`${url}${path}`, { method, ...text })).status;
  };
  return [
    await call('POST', '/register', { workerId: id, name: 'W', maxConcurrentJobs: 1, colour: 'red' }),
    await call('POST', `/${id}/heartbeat`, { currentJobs: 0 }),
    await call('POST', `/${id}/jobs`, { jobId: 'job' }),
    await call('GET', `/${id}`),
    await call('GET', '/health/system'),
    await call('DELETE', `/${id}/jobs/job`),
    await call('POST', `/${id}/deregister`),
  ];
}

/** Prints what the application does without the module, with it, and what the module does in it. */
export async function compare(adapter: () => AbstractHttpAdapter): Promise<void> {
  const url = process.env['WORKER_REGISTRATION_DATABASE_URL']!;
  const withModule = (): DynamicModule =>
    hostModule(url, [WorkerRegistrationModule.forRoot({ prefix: PREFIX.slice(1) })]);
  const before = await run(adapter(), hostModule(url, []), observe);
  const after = await run(adapter(), withModule(), observe);
  const statuses = await run(adapter(), withModule(), liveOn);
  console.log(JSON.stringify({ before, after, statuses }));
}
