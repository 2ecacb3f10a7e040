import { Module } from '@nestjs/common';
import { SchedulerRegistry } from '@nestjs/schedule';
import { SETTINGS, type Settings } from '../platform/config/settings.js';
import { SchedulingModule } from '../platform/scheduling/scheduling.module.js';
import { IdentityService } from './identity.service.js';
import { KeyRotation } from './key-rotation.js';
import { Refusals } from './refusals.js';
import { SigningKeys } from './signing-keys.js';
import { SigningKeyStore } from './store/signing-key.store.js';

/** Tokens of workers, and the keys that sign them. */
@Module({
  imports: [SchedulingModule],
  providers: [
    SigningKeyStore,
    {
      provide: SigningKeys,
      inject: [SigningKeyStore, SchedulerRegistry, SETTINGS],
      useFactory: (store: SigningKeyStore, timers: SchedulerRegistry, { auth }: Settings) =>
        SigningKeys.begin(store, timers, auth.masterKey),
    },
    KeyRotation,
    Refusals,
    IdentityService,
  ],
  exports: [IdentityService, Refusals],
})
export class IdentityModule {}
