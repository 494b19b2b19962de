# Bienvenue in a container: the program, its libraries and certificate authorities, and nothing else.
# docs/operations.md says how it is made and run.

FROM rust:1.95-bookworm AS build
WORKDIR /build
COPY . .
RUN cargo build --locked --profile dist --package bienvenue-server \
 && packaging/rootfs target/dist/bienvenue /rootfs

FROM scratch
COPY --from=build /rootfs /
USER 65532:65532
WORKDIR /var/lib/bienvenue
VOLUME /var/lib/bienvenue
ENV BIENVENUE__LISTEN=0.0.0.0:5000
EXPOSE 5000
STOPSIGNAL SIGTERM
ENTRYPOINT ["/usr/bin/bienvenue"]
CMD ["serve"]
