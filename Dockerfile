FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
COPY packages packages/
RUN npm ci
COPY . .
RUN npm run build

FROM node:24-bookworm-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json ./
COPY packages packages/
# The optional package is the embedded PostgreSQL: in a container the database is a service of its own.
RUN npm ci --omit=dev --omit=optional

FROM node:24-bookworm-slim
LABEL org.opencontainers.image.title="worker-registration" \
      org.opencontainers.image.licenses="MIT"
# 127.0.0.1, the default, would be the container's own loopback. Who may call is decided at start, not in the image:
# without tokens the service refuses this address unless AUTH_ALLOW_OPEN_NETWORK=true.
ENV NODE_ENV=production \
    SERVER_HOST=0.0.0.0 \
    SERVER_PORT=8080
WORKDIR /app
COPY LICENSE package.json ./
COPY --from=dependencies /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY config ./config
# Owns nothing in /app, so that the service can't change its own code.
USER node
EXPOSE 8080
# Liveness, not readiness: a container is not to be replaced because PostgreSQL is away. Over HTTPS where the environment says
# so; the certificate is for the name that clients use, so it is not judged here.
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
  CMD ["node", "-e", "const { SERVER_PORT, SERVER_TLS_CERT } = process.env; if (SERVER_TLS_CERT) process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0'; fetch(`http${SERVER_TLS_CERT ? 's' : ''}://127.0.0.1:${SERVER_PORT}/livez`).then((response) => process.exit(response.ok ? 0 : 1), () => process.exit(1))"]
# Without npm or a shell in between: SIGTERM reaches the service, which then ends in order.
CMD ["node", "dist/main.js"]
