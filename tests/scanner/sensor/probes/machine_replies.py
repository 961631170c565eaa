"""Answers of machines and devices for the tests, each with where it comes from."""

# A Fanuc Series 0i mate MD, as a published honeypot recorded it (opening: 370 bytes, all zeros at its end).
FOCAS_OPENED = (
    bytes.fromhex(
        "a0a0a0a000040102016800060005000100200008000a0003000300020002000000010001000000010000"
        "0000000000000000204d0001000000020002000000010001"
    )
).ljust(370, b"\0")
FOCAS_SYSTEM = bytes.fromhex(
    "a0a0a0a0000421020024000100220001000100180000000000000012040200202030204d4435463331312e303032"
)
# The answer to the closing as a Fanuc Series 0i-F gave it (published driver, test of its frames).
FOCAS_CLOSED = bytes.fromhex("a0a0a0a0000302020000")

# Lines of UR5 and UR10e controllers in public logs; the refusal as old PolyScope words it.
UR_GREETING = b"Connected: Universal Robots Dashboard Server\n"
UR_VERSION = b"URSoftware 5.11.9.1010452 (Jan 24 2022)\n"
UR_OLD_VERSION = b"3.7.0.40195\n"
UR_MODEL, UR_SERIAL = b"UR5\n", b"20195501234\n"
UR_REFUSAL = b"could not understand: 'get robot model'\n"

# The reference agent's sample (mtconnect/cppagent, samples/test_probe.xml), shortened behind the Description.
MTCONNECT_SAMPLE = b"""<?xml version="1.0" encoding="UTF-8"?>
<MTConnectDevices xmlns:m="urn:mtconnect.com:MTConnectDevices:1.0" xmlns="urn:mtconnect.com:MTConnectDevices:1.0">
  <Header creationTime="" sender="localhost" instanceId="" bufferSize="" version="1.0" />
  <Devices>
    <Device id="4" iso841Class="0" name="LinuxCNC" sampleRate="10" uuid="000">
      <Description manufacturer="NIST" />
      <DataItems><DataItem category="EVENT" id="3" name="alarm" type="ALARM" /></DataItems>
    </Device>
  </Devices>
</MTConnectDevices>
"""
# Header and Description of demo/agent/mazak.xml there: the description is text, not attributes.
MTCONNECT_MAZAK = b"""<?xml version="1.0" encoding="UTF-8"?>
<MTConnectDevices xmlns="urn:mtconnect.org:MTConnectDevices:1.7">
\t<Header assetBufferSize="1024" bufferSize="130000" instanceId="1" sender="local" version="1.5"/>
\t<Devices>
\t\t<Device id="d1" uuid="Mazak" name="Mazak"><Description>Mazak VRX C600</Description></Device>
\t</Devices>
</MTConnectDevices>
"""
MTCONNECT_HEAD = (
    b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: %d\r\nConnection: close\r\n\r\n"
)

# A Dahua camera (scottlamb/retina, src/client/testdata/dahua_options.txt).
RTSP_DAHUA = (
    b"RTSP/1.0 200 OK\r\nCSeq: 5\r\nSession: 136527041864\r\nServer: Rtsp Server/3.0\r\n"
    b"Public: OPTIONS, DESCRIBE, ANNOUNCE, SETUP, PLAY, RECORD, PAUSE, TEARDOWN, SET_PARAMETER, "
    b"GET_PARAMETER\r\n\r\n"
)

# Another Dahua camera's answer to DESCRIBE (scottlamb/retina, src/client/testdata/dahua_describe_h264_aac_onvif.txt).
RTSP_DESCRIBED = (
    b"RTSP/1.0 200 OK\r\nCSeq: 3\r\nx-Accept-Dynamic-Rate: 1\r\n"
    b"Content-Base: rtsp://192.168.5.111:554/cam/realmonitor?channel=1&subtype=1&unicast=true&proto=Onvif/\r\n"
    b"Cache-Control: must-revalidate\r\nContent-Length: 705\r\nContent-Type: application/sdp\r\n\r\n"
    b"v=0\r\no=- 2252542845 2252542845 IN IP4 0.0.0.0\r\ns=Media Server\r\nc=IN IP4 0.0.0.0\r\nt=0 0\r\n"
    b"a=control:*\r\na=packetization-supported:DH\r\na=rtppayload-supported:DH\r\na=range:npt=now-\r\n"
    b"m=video 0 RTP/AVP 96\r\na=control:trackID=0\r\na=framerate:15.000000\r\na=rtpmap:96 H264/90000\r\n"
    b"a=fmtp:96 packetization-mode=1;profile-level-id=64001E;"
    b"sprop-parameter-sets=Z2QAHqwsaoLA9puCgIKgAAADACAAAAMD0IAA,aO4xshsA\r\na=recvonly\r\n"
    b"m=audio 0 RTP/AVP 97\r\na=control:trackID=1\r\na=rtpmap:97 MPEG4-GENERIC/48000\r\n"
    b"a=fmtp:97 streamtype=5;profile-level-id=1;mode=AAC-hbr;sizelength=13;indexlength=3;indexdeltalength=3;"
    b"config=1188\r\na=recvonly\r\n"
    b"m=application 0 RTP/AVP 107\r\na=control:trackID=4\r\na=rtpmap:107 vnd.onvif.metadata/90000\r\n"
    b"a=recvonly\r\n"
)
# Of a Longse camera (the same project, longse_unauthorized.txt).
RTSP_LOCKED = (
    b"RTSP/1.0 401 Unauthorized\r\nCSeq: 1 \r\nServer: Rtsp Server 1920*1080*20*2048\r\n"
    b'WWW-Authenticate: Digest realm="Surveillance Server", nonce="98481030"\r\n\r\n'
)

# ippeveprinter 2.4.2 (Debian), recorded on loopback.
IPP_HEAD = (
    b"HTTP/1.1 200 OK\r\nContent-Length: 366\r\nContent-Type: application/ipp\r\nServer: CUPS/2.4.2\r\n\r\n"
)
IPP_BODY = bytes.fromhex(
    "010100000000000101470012617474726962757465732d6368617273657400057574662d3848001b617474726962757465732d6e"
    "61747572616c2d6c616e67756167650002656e044100117072696e7465722d6465766963652d6964002c4d46473a4c616220576f"
    "726b733b4d444c3a4c6173657257726974657220393b434d443a5057472c5552463b4100167072696e7465722d6d616b652d616e"
    "642d6d6f64656c00174c616220576f726b73204c6173657257726974657220394400166970702d76657273696f6e732d73757070"
    "6f727465640003312e314400000003322e3042000c7072696e7465722d6e616d65000e4f6666696365205072696e74657245000c"
    "7072696e7465722d75756964002d75726e3a757569643a34386230333335612d393237312d336261322d353935302d6634343438"
    "6239623337336344001c7572692d61757468656e7469636174696f6e2d737570706f7274656400046e6f6e6544000000046e6f6e"
    "6503"
)

# An Ultimaker S7 as a public client's test holds it (its log shortened by that client).
ULTIMAKER = b"""{
  "country": "", "display_message": {}, "firmware": "8.2.0",
  "guid": "ad5c572f-8f40-4170-9b6b-273c0b5616bc", "hardware": {"revision": 2, "typeid": 5078167},
  "hostname": "localhost:8080", "is_country_locked": false, "language": "en", "log": ["just a log line"],
  "memory": {"total": 1053614080, "used": 583208960}, "name": "PrinterName",
  "platform": "Linux-4.14.32-ultimaker+-armv7l-with-debian-10.1", "time": {"utc": 1758851833.8009684},
  "type": "3D printer", "uptime": 1213056, "variant": "Ultimaker S7"
}"""
