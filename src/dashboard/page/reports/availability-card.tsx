import type { ComponentChildren } from 'preact';
import type { Availability, AvailabilityReport } from '../api/types.js';
import { At } from '../parts/time.js';
import { Link } from '../route/link.js';
import { hrefOf, query, workerHref } from '../route/route.js';
import { span } from '../words/moments.js';
import { count, counted } from '../words/numbers.js';
import { Omitted, ReportCard, ReportTable, type ReportCardProps } from './report-parts.js';

const FIGURES = ['#Available', '#Not healthy for', '#In maintenance for', '#Became unhealthy', '#Losses'];

/** Two decimal places, as the service rounds them. */
const exact = (value: number | null): string => (value === null ? '–' : `${value} %`);

const figuresOf = (figures: Availability): ComponentChildren[] => [
  exact(figures.availabilityPercentage),
  span((figures.expectedSeconds - figures.healthySeconds) * 1000),
  span(figures.maintenanceSeconds * 1000),
  count(figures.illnesses),
  count(figures.losses),
];

const zoneWord = (zone: string | null): string => zone ?? 'without a zone';

/** How available the workers were. */
export const AvailabilityCard = (props: ReportCardProps<AvailabilityReport>) => (
  <ReportCard title="Availability" {...props}>
    {(report) => (
      <>
        <p class="figure">
          {exact(report.fleet.availabilityPercentage)}
          <span class="muted"> available, {counted(report.fleet.workers, 'worker')}</span>
        </p>
        <p class="note">
          Time healthy in percent of the time expected: present or lost, and not in maintenance.{' '}
          {report.totalOutages === 0
            ? 'The service had no outage.'
            : `${counted(report.totalOutages, 'outage')} of the service, ${span(report.outageSeconds * 1000)} together, are left out.`}
        </p>
        <h3>By zone</h3>
        <ReportTable
          label="Availability by zone"
          columns={['Zone', '#Workers', ...FIGURES]}
          rows={report.zones.map((zone) => [
            <Zone name={zone.zone} />,
            count(zone.workers),
            ...figuresOf(zone),
          ])}
          empty="No worker was expected."
        />
        <Omitted number={report.otherZones} noun="further zone" />
        <h3>Worst workers</h3>
        <ReportTable
          label="Worst workers"
          columns={['Worker', 'Zone', ...FIGURES]}
          rows={report.worst.map((worker) => [
            <Worker id={worker.id} workerId={worker.workerId} />,
            zoneWord(worker.zone),
            ...figuresOf(worker),
          ])}
          empty="All workers were healthy all the time."
        />
        <Omitted number={report.otherWorkers} noun="less affected worker" />
        <h3>Losses</h3>
        <ReportTable
          label="Losses"
          columns={['Worker', 'When', 'Zone', 'Why', 'Now']}
          rows={report.losses.map(({ at, workerId, zone, reason, now }) => [
            <bdi>{workerId}</bdi>,
            <At at={at} />,
            zoneWord(zone),
            <bdi>{reason}</bdi>,
            now,
          ])}
          empty="No worker was lost."
        />
        <Omitted number={report.totalLosses - report.losses.length} noun="earlier loss" />
        {report.outages.length > 0 && (
          <>
            <h3>Outages of the service</h3>
            <ReportTable
              label="Outages of the service"
              columns={['From', 'Until', '#Length']}
              rows={report.outages.map(({ from, until, seconds }) => [
                <At at={from} />,
                <At at={until} />,
                span(seconds * 1000),
              ])}
              empty=""
            />
            <Omitted number={report.totalOutages - report.outages.length} noun="shorter outage" />
          </>
        )}
      </>
    )}
  </ReportCard>
);

const Zone = ({ name }: { name: string | null }) =>
  name === null ? (
    <>{zoneWord(name)}</>
  ) : (
    <Link href={hrefOf('reports', { ...Object.fromEntries(query.value), zone: name })}>
      <bdi>{name}</bdi>
    </Link>
  );

const Worker = ({ id, workerId }: { id: string; workerId: string | null }) => (
  <Link href={workerHref(id)}>
    <bdi>{workerId ?? id}</bdi>
  </Link>
);
