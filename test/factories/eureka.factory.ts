/** A registration as clients of Java send it. */
export const eurekaInstance = (
  given: Record<string, unknown> = {},
): { instance: Record<string, unknown> } => ({
  instance: {
    instanceId: '127.9.0.1:orders:8080',
    app: 'ORDERS',
    appGroupName: null,
    ipAddr: '127.9.0.1',
    sid: 'na',
    homePageUrl: 'http://127.9.0.1:8080/',
    statusPageUrl: 'http://127.9.0.1:8080/actuator/info',
    healthCheckUrl: 'http://127.9.0.1:8080/actuator/health',
    secureHealthCheckUrl: null,
    vipAddress: 'orders',
    secureVipAddress: 'orders',
    countryId: 1,
    dataCenterInfo: {
      '@class': 'com.netflix.appinfo.InstanceInfo$DefaultDataCenterInfo',
      name: 'MyOwn',
    },
    hostName: '127.9.0.1',
    status: 'UP',
    overriddenStatus: 'UNKNOWN',
    leaseInfo: {
      renewalIntervalInSecs: 5,
      durationInSecs: 15,
      registrationTimestamp: 0,
      lastRenewalTimestamp: 0,
      evictionTimestamp: 0,
      serviceUpTimestamp: 0,
    },
    isCoordinatingDiscoveryServer: false,
    lastUpdatedTimestamp: 1_764_460_000_000,
    lastDirtyTimestamp: 1_764_460_001_000,
    actionType: null,
    asgName: null,
    port: { $: 8080, '@enabled': 'true' },
    securePort: { $: 443, '@enabled': 'false' },
    metadata: { 'management.port': '8080', zone: 'eu-1' },
    ...given,
  },
});

/** The same instance as clients of Java send it in XML. */
export const EUREKA_XML = `<?xml version="1.0"?>
<instance>
  <instanceId>127.9.0.3:billing:8443</instanceId>
  <hostName>127.9.0.3</hostName><app>BILLING</app><ipAddr>127.9.0.3</ipAddr>
  <status>UP</status><overriddenstatus>UNKNOWN</overriddenstatus>
  <port enabled="false">80</port><securePort enabled="true">8443</securePort>
  <countryId>1</countryId>
  <dataCenterInfo class="com.netflix.appinfo.AmazonInfo">
    <name>Amazon</name>
    <metadata><availability-zone>eu-west-1a</availability-zone><instance-id>i-1</instance-id></metadata>
  </dataCenterInfo>
  <leaseInfo><renewalIntervalInSecs>30</renewalIntervalInSecs><durationInSecs>90</durationInSecs></leaseInfo>
  <metadata class="java.util.Collections$EmptyMap"><colour>r&amp;b</colour></metadata>
  <vipAddress>billing</vipAddress><secureVipAddress>billing,billing-old</secureVipAddress>
  <lastDirtyTimestamp>1764460001000</lastDirtyTimestamp>
</instance>`;
