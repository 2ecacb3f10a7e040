import type { AccessReport, ChangesReport, RegistrationsReport } from '../api/types.js';
import { At } from '../parts/time.js';
import { Link } from '../route/link.js';
import { workerHref } from '../route/route.js';
import { count, decimal } from '../words/numbers.js';
import { Omitted, ReportCard, ReportTable, type ReportCardProps } from './report-parts.js';

const wordOf = (name: string): string => name.replaceAll('-', ' ');

/** What was changed. */
export const ChangesCard = (props: ReportCardProps<ChangesReport>) => (
  <ReportCard title="Changes" {...props}>
    {({ changes, totalChanges }) => (
      <>
        <ReportTable
          label="Changes"
          columns={['What', 'Who', 'Why', '#Times', '#Workers', 'Last']}
          rows={changes.map(({ type, kind, actor, reason, times, workers, lastAt }) => [
            [wordOf(type), ...(kind === null ? [] : [kind])].join(': '),
            <bdi>{actor}</bdi>,
            <bdi>{reason}</bdi>,
            count(times),
            count(workers),
            <At at={lastAt} />,
          ])}
          empty="Nothing was changed."
        />
        <Omitted number={totalChanges - changes.length} noun="earlier row" />
      </>
    )}
  </ReportCard>
);

/** How often workers registered, and why. */
export const RegistrationsCard = (props: ReportCardProps<RegistrationsReport>) => (
  <ReportCard title="Registrations" {...props}>
    {({ total, causes, frequent }) => (
      <>
        <p class="figure">
          {count(total)}
          <span class="muted"> {total === 1 ? 'registration' : 'registrations'}</span>
        </p>
        <h3>By cause</h3>
        <ReportTable
          label="Registrations by cause"
          columns={['Cause', '#Times', '#Workers', '#A day']}
          rows={causes.map(({ cause, times, workers, perDay }) => [
            wordOf(cause),
            count(times),
            count(workers),
            decimal(perDay),
          ])}
          empty="No worker registered."
        />
        <h3>Most frequent</h3>
        <ReportTable
          label="Workers that registered most often"
          columns={['Worker', 'Zone', '#Times', '#New processes', '#A day', 'Last']}
          rows={frequent.map(({ workerId, zone, times, restarts, perDay, lastAt }) => [
            workerId === null ? (
              'unknown'
            ) : (
              <Link href={workerHref(workerId)}>
                <bdi>{workerId}</bdi>
              </Link>
            ),
            zone ?? 'without a zone',
            count(times),
            count(restarts),
            decimal(perDay),
            <At at={lastAt} />,
          ])}
          empty="No worker registered more than once."
        />
      </>
    )}
  </ReportCard>
);

/** Who did what. */
export const AccessCard = (props: ReportCardProps<AccessReport>) => (
  <ReportCard title="Access" {...props}>
    {({ acts, totalActs, credentials, totalCredentials }) => (
      <>
        <h3>Who did what</h3>
        <ReportTable
          label="Who did what"
          columns={['Who', 'What', '#Times', '#Workers', 'Last', 'From']}
          rows={acts.map(({ actor, type, times, workers, lastAt, addresses }) => [
            <bdi>{actor}</bdi>,
            wordOf(type),
            count(times),
            count(workers),
            <At at={lastAt} />,
            addresses.join(', '),
          ])}
          empty="Only workers and the service acted."
        />
        <Omitted number={totalActs - acts.length} noun="earlier row" />
        <h3>Keys, tokens and sessions</h3>
        <ReportTable
          label="Keys, tokens and sessions"
          columns={['When', 'What', 'Which', 'Who', 'From', 'Why']}
          rows={credentials.map(({ at, type, name, workerId, actor, address, reason }) => [
            <At at={at} />,
            wordOf(type),
            <bdi>{name ?? workerId}</bdi>,
            <bdi>{actor}</bdi>,
            address,
            <bdi>{reason}</bdi>,
          ])}
          empty="No key, token or session was made or ended."
        />
        <Omitted number={totalCredentials - credentials.length} noun="earlier row" />
      </>
    )}
  </ReportCard>
);
