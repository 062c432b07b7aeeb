# Any image with a JDK 17+ and Maven, and any Debian or Ubuntu with a Java 17+ runtime.
ARG BUILD_IMAGE=maven:3.9.11-eclipse-temurin-17
ARG RUNTIME_IMAGE=eclipse-temurin:17.0.17_10-jre-noble

FROM ${BUILD_IMAGE} AS build
# What makes target/. A host of the image's own platform that has just built may say `true`, and its target/ is taken.
ARG BUILD="rm -rf target && mvn -B -ntp -q -Dmaven.test.skip=true -Dcompiler.warnings=-Xlint:none package"
WORKDIR /build
COPY . .
RUN sh -c "${BUILD}"

FROM ${RUNTIME_IMAGE}
RUN groupadd --gid 10001 gansieve \
    && useradd --uid 10001 --gid gansieve --home-dir /var/lib/gansieve --create-home --shell /usr/sbin/nologin gansieve
WORKDIR /opt/gansieve
# The libraries change seldom: a layer of their own.
COPY --from=build /build/target/lib target/lib
COPY --from=build /build/target/gansieve.jar target/
COPY --from=build /build/gansieve /build/LICENSE /build/NOTICE ./

# Plug-ins of Kafka clients, such as an authentication library: jars in /opt/gansieve/ext, from a mount or an image on top of this one.

# Loopback of a container is nobody's. So run needs GANSIEVE_HTTP_TOKEN, or GANSIEVE_HTTP_ALLOW_ANONYMOUS=true where only those who may
# ask can reach the port.
ENV GANSIEVE_DATA_DIR=/var/lib/gansieve/data GANSIEVE_HTTP_HOST=0.0.0.0
# Also the home: native libraries are unpacked there, once.
VOLUME /var/lib/gansieve
USER 10001:10001
EXPOSE 8080
HEALTHCHECK --interval=5s --timeout=5s --start-period=90s --retries=3 CMD ["bash", "-c", \
  "exec 3<>/dev/tcp/127.0.0.1/${GANSIEVE_HTTP_PORT:-8080} && printf 'GET /health/ready HTTP/1.0\\r\\n\\r\\n' >&3 && head -n 1 <&3 | grep -q ' 200 '"]
ENTRYPOINT ["/opt/gansieve/gansieve"]
CMD ["run"]
