/**
 * Names under which the metadata services of clouds answer with credentials of the machine, from the documentation of
 * the clouds: Google Cloud ("Access VM metadata": metadata.google.internal, and metadata by the search domain), AWS
 * ("IMDS" and "Instance metadata endpoint names": instance-data.ec2.internal, and instance-data), Azure Kubernetes
 * ("WireServer": metadata.azure.internal), Alibaba Cloud and Tencent Cloud ("Instance metadata": metadata.tencentyun.com),
 * DigitalOcean and others that follow OpenStack (169.254.169.254 only), Oracle Cloud (metadata.oraclecloud.com).
 */
const METADATA_NAMES = new Set([
  'metadata',
  'metadata.goog',
  'metadata.google.internal',
  'metadata.azure.internal',
  'metadata.azure.com',
  'metadata.oraclecloud.com',
  'metadata.tencentyun.com',
  'metadata.platformequinix.com',
  'metadata.packet.net',
  'instance-data',
  'instance-data.ec2.internal',
]);

/** Whether a name is one of cloud metadata, in any case and with or without a final dot. */
export const isMetadataName = (host: string): boolean =>
  METADATA_NAMES.has(host.toLowerCase().replace(/\.$/, ''));
