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
import { Cron, Interval, ScheduleModule, SchedulerRegistry, Timeout } from '@nestjs/schedule';
import { ApiOkResponse, ApiProperty, DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
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
  readonly ticks = { yearly: 0, every: 0, once: 0 };

  @Cron('0 0 29 2 *')
  yearly(): void {
    this.ticks.yearly += 1;
  }

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

/** With the name of a schema of the module, and other fields. */
class JobDto {
  @ApiProperty()
  title!: string;
}

/** Routes with names like those of the module. */
@Controller()
class OtherController {
  @Get('workers-of-the-month')
  @ApiOkResponse({ type: JobDto, isArray: true })
  list(): JobDto[] {
    return [{ title: 'Anna' }];
  }

  @Post('users/register/batch')
  addUsers(@Body() users: unknown): string {
    return typeof users;
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

const isOfModule = (path: string): boolean => path === PREFIX || path.startsWith(`${PREFIX}/`);

/** The schemas that paths refer to, and those that these refer to. */
function schemasOf(part: unknown, all: Record<string, unknown>): Record<string, unknown> {
  const found: Record<string, unknown> = {};
  const visit = (each: unknown): void => {
    for (const [, name] of JSON.stringify(each).matchAll(/#\/components\/schemas\/(\w+)/g)) {
      if (name! in found) continue;
      found[name!] = all[name!] ?? 'is missing';
      visit(found[name!]);
    }
  };
  visit(part);
  return found;
}

/** What is read of an instance of Express, and of Fastify. */
interface Router {
  readonly router?: { readonly stack: readonly { route?: { path: string; methods: object } }[] };
  addHook?(name: 'onRoute', hook: (route: { url: string; method: string | string[] }) => void): void;
}

/** Collects the routes of an application, in the order in which they are added. @returns those that are not the module's */
function routesOf(adapter: AbstractHttpAdapter): () => string[] {
  const router: Router = adapter.getInstance();
  const added: [path: string, methods: string][] = [];
  router.addHook?.('onRoute', ({ url, method }) => void added.push([url, String(method)]));
  const ofExpress = (): [string, string][] =>
    router.router?.stack.flatMap(({ route }) =>
      route === undefined ? [] : [[route.path, Object.keys(route.methods).join()]],
    ) ?? [];
  return () =>
    (added.length > 0 ? added : ofExpress())
      .filter(([path]) => !isOfModule(path))
      .map(([path, methods]) => `${methods} ${path}`);
}

/** Returns what a client, a schedule and a reader of the documentation notice of the application. */
async function observe(app: INestApplication, routes: () => string[]): Promise<unknown> {
  const url = await app.getUrl();
  const json = { 'content-type': 'application/json' };
  const statusOf = async (path: string, init: RequestInit = {}): Promise<string> => {
    const answer = await fetch(`${url}${path}`, init);
    return `${init.method ?? 'GET'} ${path} ${answer.status} ${answer.headers.get('content-type')} ${await answer.text()}`;
  };
  const post = (body: string) => statusOf('/invoices', { method: 'POST', headers: json, body });
  const large = JSON.stringify({ id: '2', customer: 'x'.repeat(2_000_000) });
  const ofUsers = (type: string, body: string) =>
    statusOf('/users/register/batch', { method: 'POST', headers: { 'content-type': type }, body });
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
    await ofUsers('application/json', '[{"workerId":"1"}]'),
    await ofUsers('application/x-ndjson', '{"workerId":"1"}\n'),
    (await ofUsers('application/json', large)).slice(0, 60),
    await statusOf('/invoices/scarce'),
    await statusOf('/invoices/scarce'),
    await statusOf('/invoices/scarce'),
  ];
  const { paths, components, ...rest } = SwaggerModule.createDocument(app, new DocumentBuilder().build());
  const hosts = Object.fromEntries(Object.entries(paths).filter(([path]) => !isOfModule(path)));
  const registry = app.get(SchedulerRegistry, { strict: false });
  const source = app.get<DataSource>(getDataSourceToken(), { strict: false });
  return {
    answers,
    ticks: app.get(Billing).ticks,
    schedules: [registry.getIntervals().length, registry.getTimeouts().length, registry.getCronJobs().size],
    routes: routes(),
    document: { ...rest, paths: hosts, schemas: schemasOf(hosts, components?.schemas ?? {}) },
    entities: source.entityMetadatas.map(({ tableName }) => tableName),
  };
}

/** Runs the application once. */
async function run<T>(
  adapter: AbstractHttpAdapter,
  module: DynamicModule,
  work: (app: INestApplication, routes: () => string[]) => Promise<T>,
): Promise<T> {
  const routes = routesOf(adapter);
  const app = await NestFactory.create(module, adapter, { logger: false });
  app.useGlobalPipes(new ValidationPipe({ whitelist: true, forbidNonWhitelisted: true, transform: true }));
  await app.listen(0, '127.0.0.1');
  try {
    return await work(app, routes);
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
