import { Global, Module } from '@nestjs/common';
import { FleetModule } from '../fleet/fleet.module.js';
import { SETTINGS, type Settings } from '../platform/config/settings.js';
import { SchedulingModule } from '../platform/scheduling/scheduling.module.js';
import { AccessSignal } from './access-signal.js';
import { AccessGuard } from './access/access.guard.js';
import { AccessService } from './access/access.service.js';
import { Admission } from './access/admission.js';
import { ApiKeys } from './access/api-keys.js';
import { ApiKeysService } from './access/api-keys.service.js';
import { EarlyAccess } from './access/early-access.js';
import { Confirmations } from './access/confirmations.js';
import { FencedWorkers } from './access/fenced-workers.js';
import { FirstKey } from './access/first-key.js';
import { JoinTokenRetention } from './access/join-token-retention.js';
import { JoinTokens } from './access/join-tokens.js';
import { JoinTokensService } from './access/join-tokens.service.js';
import { KeysController } from './access/keys.controller.js';
import { ScrapeKey } from './access/scrape-key.js';
import { SigningKeysController } from './access/signing-keys.controller.js';
import { SigningKeysService } from './access/signing-keys.service.js';
import { LiveSessions } from './access/live-sessions.js';
import { SessionController } from './access/session.controller.js';
import { SessionsController } from './access/sessions.controller.js';
import { SessionTokens } from './access/session-tokens.js';
import { SessionsService } from './access/sessions.service.js';
import { IdentityService } from './identity.service.js';
import { KeyRotation } from './key-rotation.js';
import { ReservedPaths } from './access/reserved-paths.js';
import { OidcVerifier } from './oidc/oidc-verifier.js';
import { Refusals } from './refusals.js';
import { RevocationRetention } from './revocation-retention.js';
import { Revocations } from './revocations.js';
import { SigningKeys } from './signing-keys.js';
import { ApiKeyStore } from './store/api-key.store.js';
import { JoinTokenStore } from './store/join-token.store.js';
import { RevocationStore } from './store/revocation.store.js';
import { SessionStore } from './store/session.store.js';
import { SigningKeyStore } from './store/signing-key.store.js';

/**
 * Authentication and authorisation: tokens of workers and the keys that sign them, API keys, join tokens,
 * sessions, roles.
 */
@Global()
@Module({
  imports: [FleetModule, SchedulingModule],
  controllers: [KeysController, SigningKeysController, SessionController, SessionsController],
  providers: [
    AccessSignal,
    SigningKeyStore,
    {
      provide: SigningKeys,
      inject: [SigningKeyStore, AccessSignal, SETTINGS],
      useFactory: async (store: SigningKeyStore, signal: AccessSignal, { auth }: Settings) => {
        const keys = await SigningKeys.loadKeys(store, auth.masterKey);
        signal.onChange('signing_key', () => keys.hearChange());
        return keys;
      },
    },
    RevocationStore,
    {
      provide: Revocations,
      inject: [RevocationStore, AccessSignal],
      useFactory: async (store: RevocationStore, signal: AccessSignal) => {
        const revocations = await Revocations.loadRevocations(store);
        signal.onChange('worker_revocation', () => revocations.hearChange());
        return revocations;
      },
    },
    RevocationRetention,
    KeyRotation,
    SigningKeysService,
    {
      provide: OidcVerifier,
      inject: [SETTINGS, SigningKeys],
      useFactory: ({ oidc }: Settings, { clock }: SigningKeys) => new OidcVerifier(oidc, clock),
    },
    IdentityService,
    Refusals,
    ApiKeyStore,
    JoinTokenStore,
    ApiKeys,
    ApiKeysService,
    JoinTokens,
    JoinTokensService,
    JoinTokenRetention,
    Confirmations,
    FencedWorkers,
    FirstKey,
    ScrapeKey,
    SessionStore,
    LiveSessions,
    SessionTokens,
    AccessService,
    Admission,
    ReservedPaths,
    AccessGuard,
    EarlyAccess,
    SessionsService,
  ],
  exports: [
    Confirmations,
    FencedWorkers,
    Admission,
    ReservedPaths,
    AccessGuard,
    EarlyAccess,
    AccessSignal,
    IdentityService,
    Revocations,
    AccessService,
    ApiKeysService,
    JoinTokensService,
    JoinTokenStore,
  ],
})
export class IdentityModule {}
