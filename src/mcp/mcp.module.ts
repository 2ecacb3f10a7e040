import { Module } from '@nestjs/common';
import { ForesightModule } from '../foresight/foresight.module.js';
import { HealthModule } from '../health/health.module.js';
import { JournalModule } from '../journal/journal.module.js';
import { OperationsModule } from '../operations/operations.module.js';
import { WorkersModule } from '../workers/workers.module.js';
import { McpController } from './mcp.controller.js';
import { McpEndpoint } from './mcp-endpoint.js';
import { CleanupTools } from './tools/cleanup-tools.js';
import { FleetTools } from './tools/fleet-tools.js';
import { HistoryTools } from './tools/history-tools.js';
import { OperationTools } from './tools/operation-tools.js';

/** The server of the Model Context Protocol: what language models may ask, and may propose. */
@Module({
  imports: [WorkersModule, HealthModule, JournalModule, OperationsModule, ForesightModule],
  controllers: [McpController],
  providers: [McpEndpoint, FleetTools, HistoryTools, OperationTools, CleanupTools],
})
export class McpModule {}
