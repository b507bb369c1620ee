<#-- What license-maven-plugin writes. The launcher brings the APIs of Jakarta EE 11, though the build's dependencies are those of EE 10. -->
<#assign shipped = {
  "jakarta.servlet:jakarta.servlet-api": "@servlet.ee11.version@",
  "jakarta.websocket:jakarta.websocket-api": "@websocket.ee11.version@",
  "jakarta.websocket:jakarta.websocket-client-api": "@websocket.ee11.version@"
}>
Software of others in this archive: artifact, licences of which one may choose, address.

<#list dependencyMap as entry>
<#assign artifact = entry.getKey()>
<#assign id = artifact.groupId + ":" + artifact.artifactId>
${id}:${shipped[id]!artifact.version} | ${entry.getValue()?join(", ")} | ${artifact.url!"-"}
</#list>
