# One image for web, worker, beat and every command; a second small one for TLS in front.
#   docker build --tag followup .

FROM python:3.11-slim AS build
WORKDIR /src
COPY requirements requirements
RUN pip install --no-cache-dir --require-hashes --requirement requirements/build.txt \
 && python -m venv /app \
 && /app/bin/pip install --no-cache-dir --require-hashes --requirement requirements/base.txt
COPY . .
RUN pip wheel --no-deps --no-build-isolation --wheel-dir /wheels . \
 && /app/bin/pip install --no-cache-dir --no-deps /wheels/*.whl \
 && SECRET_KEY=only-for-the-build STATIC_ROOT=/app/static /app/bin/followup collectstatic --no-input

FROM caddy:2-alpine AS front
# Volumes take their owner from the image: so that Caddy can keep its certificates without root.
RUN chown -R 10001:10001 /data /config
USER 10001:10001

FROM python:3.11-slim AS app
RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin followup \
 && install --directory --owner=followup --group=followup /photos
COPY --from=build /app /app
ENV PATH=/app/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    MALLOC_ARENA_MAX=2 \
    STATIC_ROOT=/app/static \
    PHOTO_ROOT=/photos
USER 10001:10001
WORKDIR /tmp
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/health/live', timeout=4)"]
# No access log: the addresses of patients' pages are secrets. The heartbeat file lies in memory.
CMD ["gunicorn", "followup.wsgi", "--bind", "0.0.0.0:8000", "--preload", "--workers", "2", "--threads", "8", \
     "--worker-tmp-dir", "/dev/shm", "--timeout", "30", "--max-requests", "5000", "--max-requests-jitter", "500"]
