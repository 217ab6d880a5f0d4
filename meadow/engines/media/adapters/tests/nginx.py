"""The nginx.conf of docs/howto/media-engines.md, with places for what differs from machine to machine."""

from pathlib import Path

MODULE = Path("/usr/lib/nginx/modules/ngx_rtmp_module.so")

CONFIG = """\
load_module %MODULE%;
%USER%
daemon off;
worker_processes 1;
pid %FOLDER%/nginx.pid;
events { worker_connections 256; }

rtmp {
    server {
        listen 127.0.0.1:%RTMP%;
        notify_method post;
        application live {
            live on;
            drop_idle_publisher 15s;
            deny play all;
            on_publish %HOOK%;
            on_publish_done %HOOK%;
            on_record_done %HOOK%;
            on_update %HOOK%;
            notify_update_timeout 2s;
            hls on;
            hls_path %FOLDER%/hls;
            hls_fragment 1s;
            hls_playlist_length 10s;
            hls_continuous on;
            record all;
            record_path %FOLDER%/recordings;
            record_unique on;
        }
    }
}

http {
    access_log off;
    client_body_temp_path %FOLDER%/temporary/1;
    proxy_temp_path %FOLDER%/temporary/2;
    fastcgi_temp_path %FOLDER%/temporary/3;
    uwsgi_temp_path %FOLDER%/temporary/4;
    scgi_temp_path %FOLDER%/temporary/5;
    map $arg_token $token_mac { "~^(?<mac>[\\w-]{22})\\.\\d+$" $mac; }
    map $arg_token $token_until { "~^[\\w-]{22}\\.(?<until>\\d+)$" $until; }
    server {
        listen 127.0.0.1:%HTTP%;
        location = /stat { rtmp_stat all; }
        location /control/ { rtmp_control all; }
        location /recordings/ {
            alias %FOLDER%/recordings/;
            autoindex on;
            autoindex_format json;
        }
        location ~ "^/watch/(?<path>[\\w-]+?)(\\.m3u8|-\\d+\\.ts)$" {
            secure_link $token_mac,$token_until;
            secure_link_md5 "$token_until:live:$path:%SECRET%";
            if ($secure_link = "") { return 403; }
            if ($secure_link = "0") { return 410; }
            rewrite ^/watch/(.*)$ /$1 break;
            root %FOLDER%/hls;
            types { application/vnd.apple.mpegurl m3u8; video/mp2t ts; }
            sub_filter_types application/vnd.apple.mpegurl;
            sub_filter_once off;
            sub_filter ".ts" ".ts?token=$arg_token";
            add_header Cache-Control no-cache;
            add_header Access-Control-Allow-Origin *;
        }
        location ~ "^/replay/(?<file>[\\w-]+\\.flv)$" {
            secure_link $token_mac,$token_until;
            secure_link_md5 "$token_until:replay:$file:%SECRET%";
            if ($secure_link = "") { return 403; }
            if ($secure_link = "0") { return 410; }
            rewrite ^/replay/(.*)$ /$1 break;
            root %FOLDER%/recordings;
            types { video/x-flv flv; }
            add_header Access-Control-Allow-Origin *;
        }
    }
}
"""
