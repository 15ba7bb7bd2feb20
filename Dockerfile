# The dashboard in a container; SERVER.md says what to set.
#   docker build -t makemore .
#   docker run -p 8501:8501 -e STREAMLIT_SERVER_ALLOWED_HOSTS="names.school.example 127.0.0.1" makemore
FROM python:3.11-slim AS build
WORKDIR /src
COPY . .
RUN pip wheel --no-cache-dir --no-deps --wheel-dir /wheel .

FROM python:3.11-slim
COPY requirements.txt /tmp/
# first torch's build for processors alone, some gigabytes smaller, then what was tested with it
RUN pip install --no-cache-dir --index-url https://download.pytorch.org/whl/cpu \
      "$(grep '^torch==' /tmp/requirements.txt)" \
 && grep -v '^-e' /tmp/requirements.txt > /tmp/others.txt \
 && pip install --no-cache-dir -r /tmp/others.txt
COPY --from=build /wheel /tmp/wheel
RUN pip install --no-cache-dir --no-deps /tmp/wheel/*.whl \
 && useradd --create-home makemore
USER makemore
WORKDIR /home/makemore
ENV STREAMLIT_SERVER_ADDRESS=0.0.0.0 STREAMLIT_SERVER_HEADLESS=true PYTHONUNBUFFERED=1
EXPOSE 8501
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s CMD ["python", "-c", \
  "from urllib.request import urlopen; urlopen('http://127.0.0.1:8501/_stcore/health', timeout=4)"]
CMD ["makemore"]
