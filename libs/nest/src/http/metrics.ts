import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { FastifyInstance } from 'fastify';
import type { PlatformStatus, StatusSource } from '../status.js';
import { judge } from './health.js';

/** Counters of one server; labels come from routes, schema and code lists, never from callers. */
export class Metrics {
  readonly registry = new Registry();
  /** Asks the platform once for all its gauges, just before they are read. */
  private refresh: () => Promise<void> = () => Promise.resolve();
  private readonly loop = monitorEventLoopDelay({ resolution: 20 });
  private readonly durations = new Histogram({
    name: 'gongkai_http_request_duration_seconds',
    help: 'Time from the first byte of a request to the last of its answer.',
    labelNames: ['method', 'route'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    registers: [this.registry],
  });
  private readonly requests = new Counter({
    name: 'gongkai_http_requests_total',
    help: 'Requests by route and status.',
    labelNames: ['method', 'route', 'status'],
    registers: [this.registry],
  });
  private readonly commands = new Counter({
    name: 'gongkai_commands_total',
    help: 'Commands by outcome: accepted, rejected or failed.',
    labelNames: ['command', 'outcome'],
    registers: [this.registry],
  });
  private readonly rejections = new Counter({
    name: 'gongkai_rejections_total',
    help: 'Commands refused, by code.',
    labelNames: ['code'],
    registers: [this.registry],
  });
  private readonly publicReads = new Counter({
    name: 'gongkai_public_reads_total',
    help: 'Questions of the public; they are counted, not recorded.',
    labelNames: ['field'],
    registers: [this.registry],
  });

  constructor(source: StatusSource | undefined) {
    this.loop.enable();
    this.gauge(
      'gongkai_event_loop_lag_p99_seconds',
      'Event-loop delay since the last scrape.',
      () => {
        const value = this.loop.percentile(99) / 1e9;
        this.loop.reset();
        return value;
      },
    );
    this.gauge('gongkai_process_resident_bytes', 'Resident memory.', () =>
      process.memoryUsage.rss(),
    );
    if (source) this.platform(source);
  }

  request(method: string, route: string, status: number, seconds: number) {
    this.requests.inc({ method, route, status });
    this.durations.observe({ method, route }, seconds);
  }
  accepted(command: string) {
    this.commands.inc({ command, outcome: 'accepted' });
  }
  rejected(command: string, code: string) {
    this.commands.inc({ command, outcome: 'rejected' });
    this.rejections.inc({ code });
  }
  failed(command: string) {
    this.commands.inc({ command, outcome: 'failed' });
  }
  publicRead(field: string) {
    this.publicReads.inc({ field });
  }

  async text(): Promise<string> {
    await this.refresh();
    return this.registry.metrics();
  }

  stop() {
    this.loop.disable();
  }

  private gauge(name: string, help: string, value: () => number) {
    new Gauge({
      name,
      help,
      registers: [this.registry],
      collect() {
        this.set(value());
      },
    });
  }

  private settable(name: string, help: string, labelNames: string[] = []) {
    return new Gauge({ name, help, labelNames, registers: [this.registry] });
  }

  private platform(source: StatusSource) {
    const gauge = this.settable.bind(this);
    const lag = gauge('gongkai_projection_lag_events', 'Events not yet saved.', ['projection']);
    const parked = gauge('gongkai_projection_parked', 'Tenants parked.', ['projection']);
    const writer = gauge('gongkai_log_writer_state', '1 for the state it is in.', ['state']);
    const waiting = gauge('gongkai_log_appends_waiting', 'Appends that wait for the log.');
    const waitingMax = gauge('gongkai_log_appends_waiting_max', 'How many may; more are refused.');
    const disk = gauge('gongkai_disk_free_bytes', 'Room left for the data folder.');
    const head = gauge('gongkai_log_position', 'Position of the last event.');
    const changes = gauge('gongkai_calendar_changes_pending', 'Not yet brought to open cases.');
    const setEvidence = this.evidence();
    const alarm = gauge('gongkai_alarm', '1 for each alarm of /health/ready.', ['alarm']);
    this.refresh = async () => {
      const status = await source.status();
      alarm.reset();
      for (const name of judge(status, false).alarms) alarm.set({ alarm: name }, 1);
      head.set(Number(status.position ?? 0n));
      lag.reset();
      for (const { name, lag: events } of status.projections) lag.set({ projection: name }, events);
      parked.reset();
      for (const { projection } of status.parked) parked.inc({ projection });
      writer.reset();
      writer.set({ state: status.writer }, 1);
      waiting.set(status.queue?.waiting ?? 0);
      waitingMax.set(status.queue?.max ?? 0);
      if (status.diskFreeBytes !== undefined) disk.set(status.diskFreeBytes);
      changes.set(status.deadlines?.pending ?? 0);
      setEvidence(status.evidence);
    };
  }

  private evidence() {
    const unhashed = this.settable(
      'gongkai_evidence_lag_events',
      'Events not yet in the evidence log.',
    );
    const signing = this.settable(
      'gongkai_evidence_checkpoint_lag_seconds',
      'From being recorded to being under a signed checkpoint.',
    );
    const stopped = this.settable('gongkai_evidence_logs_stopped', 'Logs that stand still.');
    return (evidence: PlatformStatus['evidence']) => {
      unhashed.set(evidence?.lag ?? 0);
      signing.set((evidence?.lagMs ?? 0) / 1000);
      stopped.set(evidence?.troubles ?? 0);
    };
  }
}

export const metricsRoute = (server: FastifyInstance, metrics: Metrics) => {
  server.get('/metrics', async (_, reply) =>
    reply.type(metrics.registry.contentType).send(await metrics.text()),
  );
};
